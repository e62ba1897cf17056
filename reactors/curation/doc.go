// Package curation proposes what an event could be called, how it could be described, priced, timed, shown and promoted. It proposes and
// never decides: nothing is accepted on a creator's behalf.
//
// A supervisor (planner, promoter) is a fixed graph in two phases. The first gathers what its agents have to know (figures from the index, the
// creator's history, what the web says) into one [agents.Context]. In the second the agents are asked in parallel, each answer is checked, and what
// passes becomes a numbered iteration. No model decides who runs next, holds a tool, or sees what another one was told by a stranger unchecked.
//
// It guarantees:
//
//   - Nothing is paid twice. Before a call that costs, an intent with the most it can cost is in the journal; after it, the answer. A crash in between
//     counts as spent. What was answered is never asked again.
//   - Budgets hold: for an event, for a creator's day, for everybody's day, in money and in tokens. What cannot be afforded is made with the next
//     model of the list, then by rules, then not at all, and the proposal says so.
//   - A proposal says where it came from: its source, its inputs by CID, the prompt's version, the checks that it passed and what it cost.
//   - A run can be repeated from the journal, without a network, to the same proposals ([Replay]): everything between two journalled things is a
//     function of them.
//   - What strangers wrote reaches a model as data, cleaned and cut, or not at all; what a model wrote reaches a document only through its checks.
//   - An event that is over gets no plan.
//
// It never sends a transaction and never writes a document: it hands parts to the metadata reactor.
package curation
