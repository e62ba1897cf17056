// Package model asks models of OpenAI-compatible servers, Anthropic and Google.
//
// It guarantees:
//
//   - An answer is whole or an error: a missing stop reason, a refusal, an answer that was cut off and an empty one are errors of their own kind, whatever
//     the provider's library makes of them.
//   - Errors are typed, say when to ask again as far as the provider did, and show no key.
//   - Requests and answers are bounded in time and size. Nothing is streamed, no redirect is followed, nothing is asked twice on its own.
//   - A schema is on the wire of each provider. Whoever asks validates the answer all the same.
//
// It never decides which model is asked, and never keeps an account.
package model
