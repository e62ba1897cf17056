// Package guard stands between strangers' text, models and documents. Everything in it is a pure function of its arguments.
//
// It guarantees:
//   - what Clean returns is valid UTF-8 in NFC of bounded length, without characters that nobody sees; cleaning it again changes nothing;
//   - Sift leaves out, and says so, what reads like an instruction to a model rather than like a text about a show, in many languages and
//     disguises. It is one wall of several and not proof: a new wording passes. So whoever reads sifted text holds no tools, gets it as
//     data, and answers in a schema whose strings go through Forbidden;
//   - Forbidden finds addresses, links, code, calldata, keys and requests for money, also written apart, encoded or in lookalike letters;
//   - Extract returns one JSON object, without duplicate names, of bounded depth and size, or an error;
//   - reasons, problems and errors are fixed words of this package and of the schema: nothing of the text that they are about.
//
// It never reads or writes anything, never asks a model, never panics on any input, and takes time linear in its input.
package guard

// mostBytes bounds what is looked at of one text. What is longer is nobody's title, description, tip or answer: it counts as suspicious and
// forbidden as a whole.
const mostBytes = 128 << 10
