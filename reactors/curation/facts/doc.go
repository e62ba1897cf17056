// Package facts computes what the index says that bears on an event: what comparable events took, when there is room for it, who came when,
// what its creator did before.
//
// It guarantees:
//
//   - Figures are functions of one view and of chain time, to the last digit on every machine: amounts are 256-bit integers, shares are
//     counted in hundredths of a percent, nothing depends on the order of a map or on a clock.
//   - A look is bounded: about five thousand records each, whatever anybody minted.
//   - Nobody sets the market by minting: at most three events of one creator count, and only ended ones that sold a ticket to somebody who does
//     not lead them. What is left is what money buys: whoever mints under many names and buys from herself pays gas, and the treasury's
//     fifth of each price, and prices are quartiles, which one event in four cannot move beyond the rest. Whoever mints
//     hundreds can fill what is looked at: then there is no price, not a wrong one.
//   - No sentence repeats a stranger's words, except a category that is one plain word.
//
// It never writes, never asks a network, and never decides: a price is proposed within the quartiles of what was paid or not at all.
package facts
