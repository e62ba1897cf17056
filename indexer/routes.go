package indexer

import "github.com/haus25/backend/store"

// Reactors are the names under which logs mark work.
var Reactors = []string{"chat", "curation", "archive", "stream", "metadata"}

// routes says which reactors have something to look at after a log. A reactor compares what is with what should be, so a
// log too many costs a look and a log too few costs a missed change: when in doubt it is listed.
var routes = map[store.Contract]map[string][]string{
	store.EventFactory: {
		"EventCreated":                 Reactors,
		"Transfer":                     {"chat", "stream", "metadata"},
		"MetadataUpdated":              {"chat", "curation", "metadata"}, // a chat is named for its event
		"ReservePriceUpdated":          {"chat", "curation"},             // a lower one may be reached already
		"CurationDeployed":             {"curation", "metadata"},
		"EventFinalized":               Reactors,
		"EventFinalizedAndTransferred": Reactors,
	},
	store.EventManager: {
		"DelegationProxyCreated": {"stream", "metadata", "curation"},
		"DelegateUpdated":        {"stream", "metadata", "curation"},
	},
	store.LiveTipping: {
		"EventRegistered":  {"chat", "archive", "stream", "metadata"}, // it sets the end
		"TipReceived":      {"chat"},                                  // the reserve may be reached
		"NewHighestTipper": {"chat"},
	},
	store.Distributor: {
		"CurationEnabled":  {"curation"},
		"CurationDisabled": {"curation"},
	},
	store.TicketKiosk: {
		"TicketMinted": {"chat", "stream"},
		"Transfer":     {"chat", "stream"},
	},
	store.Curation: {
		"CurationActivated":   {"curation", "stream"}, // a producer's scope lets it publish
		"CurationDeactivated": {"curation", "stream"},
		"CurationUpdated":     {"curation", "stream"},
	},
}
