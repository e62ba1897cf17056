// Package research asks the web what may help an event: Google Custom Search and YouTube for what is alike, runs of Apify actors for what trends.
//
// It guarantees:
//
//   - Research never fails: [Researcher.Search] and [Researcher.Trends] return what was found, and a note in plain words for what was not.
//   - A day's quota holds. A question is counted, on disk, before it is asked; an answer is kept on disk and asked for once; a source that said when to
//     come back is left alone until then; all of it across restarts.
//   - Answers are strangers' texts: bounded as they are read, cut, cleaned, and left out, with a note, when they read like instructions to a model.
//   - A stranger's title is searched for as words. It cannot steer a search by operators, reach another address or block a source.
//
// It never follows a redirect or a link, keeps a URL, or shows a key: not in a note, not in an error, not on disk. It never waits for a source to come
// back.
package research
