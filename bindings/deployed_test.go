package bindings_test

// The interface of the deployed contracts (protocol v1.5), typed by hand: this table is what the
// generated code is held against. `i:` marks an indexed parameter; a parameter without a name is one
// whose name is not documented.

var deployedLogs = []struct{ contract, log, topic0 string }{
	{"EventFactory", "EventCreated(i:uint256 eventId, i:address creator, uint256 startDate, uint256 reservePrice, string metadataURI, string artCategory, address ticketKioskAddress)", "0xa2c7b19a9392cd365e3be790fed231b0aea97f02c823fa310f9316ab4e2fa649"},
	{"EventFactory", "CurationDeployed(i:uint256 eventId, i:address creator, address curationContract, uint256 scope)", "0x4f4bafdd0d4aaee8ff29c6e80dd60fabde8133b0cc1fecdd53c25650666dfa25"},
	{"EventFactory", "MetadataUpdated(i:uint256 eventId, string newMetadataURI)", "0x459157ba24c7ab9878b165ef465fa6ae2ab42bcd8445f576be378768b0c47309"},
	{"EventFactory", "ReservePriceUpdated(i:uint256 eventId, uint256 newPrice)", "0x87c77544fe96aeb9a3a6398d27ed891f9532d66ef82444a0a56aab18a58bbece"},
	{"EventFactory", "EventFinalizedAndTransferred(i:uint256 eventId, i:address highestTipper)", "0x922986c6ef6067ebfb4bd9cc132cd572b3feb20ba33b99393533de2615299b85"},
	{"EventFactory", "EventFinalized(i:uint256 eventId)", "0xeca8d529f01fee5d6c644cc9d0d6c27142e62ac44bf51203483ec59cb499f233"},
	{"EventFactory", "Transfer(i:address from, i:address to, i:uint256 tokenId)", "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"},
	{"EventFactory", "MetadataUpdate(uint256 tokenId)", "0xf8e1a15aba9398e019f0b49df1a4fde98ee17ae345cb5f6b5e2c27f5033e8ce7"},
	{"EventFactory", "OwnershipTransferred(i:address, i:address)", "0x8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e0"},
	{"EventFactory", "Approval(i:address owner, i:address approved, i:uint256 tokenId)", "0x8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925"},
	{"EventFactory", "ApprovalForAll(i:address owner, i:address operator, bool approved)", "0x17307eab39ab6107e8899845ad3d59bd9653f200f220920489ca2b5937696c31"},

	{"EventManager", "GlobalWhitelistUpdated(i:address agent, i:bool whitelisted)", "0xac90355684e2710fa34c2c7d500018678b146ea2d56ddc331c63d242ee8bf385"},
	{"EventManager", "DelegationProxyCreated(i:uint256 eventId, address proxyAddress, i:address delegatee)", "0x4ecfd9bcb7fb0e2b5d9524f2deef7d113a46819a16ef408b876fba664ddeac51"},
	{"EventManager", "DelegateUpdated(i:uint256 eventId, i:address newDelegatee)", "0x8682660f5651eae4e317da0c532f4b8612a4aab7fbdda5dcade609634c78419f"},
	{"EventManager", "CreationWrapperUpdated(i:address newCreationWrapper)", "0xe0c7027fb04f27093d4e9896d564b0ea179639077c7738283d9e665d19c1a220"},

	{"TicketKiosk", "TicketMinted(i:uint256 ticketId, i:address buyer, string ticketName, string artCategory, uint256 price)", "0x28b82938d4440e73de6999c62715a66c806f695010c3c365a78c5ff27c02ba2e"},
	{"TicketKiosk", "RevenueDistributed(i:address creator, i:address treasury, uint256 creatorAmount, uint256 treasuryAmount)", "0xbf51b4987ea2011a1d8ec7becfb572cd41971188ba756f230a2cd4bd6b83f140"},
	{"TicketKiosk", "Transfer(i:address from, i:address to, i:uint256 tokenId)", "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"},
	{"TicketKiosk", "OwnershipTransferred(i:address, i:address)", "0x8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e0"},

	{"LiveTipping", "EventRegistered(i:uint256 eventId, i:address creator, uint256 startDate, uint256 endDate, uint256 reservePrice)", "0xe83e258d6d9fdd8bfb2d674013143af76db01f8f6abfcf40924fb38cdf58b464"},
	{"LiveTipping", "TipReceived(i:uint256 eventId, i:address tipper, uint256 amount, string message, uint256 tipId)", "0x60c1c3d6b71b1fb257a4b0f7270bdea1993ec357dc58ffc543b70b39ea2e3853"},
	{"LiveTipping", "NewHighestTipper(i:uint256 eventId, i:address previousHighest, i:address newHighest, uint256 amount)", "0xf7c286db075e6b12fb79c0afe1e61d106db5cf8543a12260518e17fea8146439"},
	{"LiveTipping", "EventFinalized(i:uint256 eventId, i:address highestTipper, uint256 totalTips, bool reservePriceMet)", "0x00f9e7d701575f890251ddc91abd33ea9bf9757480fbdbd7ec757279cd9eef3b"},
	{"LiveTipping", "TipsDistributed(i:uint256 eventId, i:address distributor, uint256 amount)", "0x0a5516f8f8705b9e71039be96d8138e308ae886bc026ed611ff933f8fa1ba54e"},

	{"Distributor", "EventRegistered(i:uint256 eventId, i:address creator, uint256 creatorShare, uint256 treasuryShare)", "0x416c6ad43398f554e55cb8a2751e01ab869c698856cda5c8bd133a160872f70f"},
	{"Distributor", "TipDistributed(i:uint256 eventId, i:address recipient, uint256 amount, string distributionType)", "0x1c738e82dd723305dbb9cfc968163ea1848ab818ba593c14e7a0dcb613886027"},
	{"Distributor", "CurationEnabled(i:uint256 eventId, i:address curator, uint256 curationFee, uint8 scope)", "0x09c9b9ea666407179be538be2e9b9a9a5aab88baee0cc1502801ef7ee8b8ee3c"},
	{"Distributor", "CurationDisabled(i:uint256 eventId)", "0x95d6e6f786dc031f59892c014e1cb7c19a42fbce5a53fb7289787a52f49a7052"},

	{"Curation", "CurationActivated(i:uint256 eventId, i:address curator, uint256 fee, uint256 scope, uint256 startDate, uint256 endDate)", "0x00d7cae22f914d1c81c7553be2c5224b008d023c0891d88c42855302a8f99967"},
	{"Curation", "CurationDeactivated(i:uint256 eventId, i:address curator)", "0xc7c549a26c50d40d36903bbf75e0d241638f54c2e011720f92822595ee60324e"},
	{"Curation", "CurationUpdated(i:uint256 eventId, uint256 newFee, uint256 newScope)", "0x8c19774dbacd311d3423eda006faf2bede4f143ed4ad9feea1d87abb7ba0cd02"},
	{"Curation", "FundsReceived(i:uint256 eventId, i:address curator, uint256 amount)", "0xfb932f39cc5ea177af75a4f1502d59d13404be49a2edb139943b43e4fb3fe45b"},
	{"Curation", "FundsWithdrawn(i:uint256 eventId, i:address curator, uint256 amount)", "0xf440aec6b52895984d061d622e6edeba6210f7c3e059be920663140c084560d7"},
}

// tuple stands for getEvent's result, which TestGetEventIsOneTuple takes apart.
const tuple = "tuple"

var deployedFunctions = []struct{ contract, function, mutability, returns string }{
	{"EventFactory", "createEvent(uint256 startDate, uint256 eventDuration, uint256 reservePrice, string metadataURI, string artCategory, uint256 ticketsAmount, uint256 ticketPrice)", "nonpayable", "uint256"},
	{"EventFactory", "createEventForCreator(address creator, uint256 startDate, uint256 eventDuration, uint256 reservePrice, string metadataURI, string artCategory, uint256 ticketsAmount, uint256 ticketPrice)", "nonpayable", "uint256"},
	{"EventFactory", "getEvent(uint256)", "view", tuple},
	{"EventFactory", "tokenURI(uint256)", "view", "string"},
	{"EventFactory", "ownerOf(uint256)", "view", "address"},
	{"EventFactory", "totalEvents()", "view", "uint256"},
	{"EventFactory", "getCreatorEvents(address)", "view", "uint256[]"},
	{"EventFactory", "getTicketKiosk(uint256)", "view", "address"},
	{"EventFactory", "getCurationContract(uint256)", "view", "address"},
	{"EventFactory", "getAllTicketKiosks()", "view", "uint256[], address[]"},
	{"EventFactory", "deployCurationForEvent(uint256 eventId, uint256 scope, string description)", "nonpayable", "address"},

	{"EventManager", "updateMetadata(uint256 eventId, string newMetadataURI)", "nonpayable", ""},
	{"EventManager", "updateReservePrice(uint256 eventId, uint256 newReservePrice)", "nonpayable", ""},
	{"EventManager", "finalizeRTA(uint256 eventId)", "nonpayable", ""},
	{"EventManager", "createDelegationProxy(uint256 eventId, address delegatee)", "nonpayable", ""},
	{"EventManager", "updateDelegate(uint256, address)", "nonpayable", ""},
	{"EventManager", "setGlobalWhitelist(address, bool)", "nonpayable", ""},
	{"EventManager", "globalWhitelist(address)", "view", "bool"},
	{"EventManager", "eventDelegates(uint256)", "view", "address"},

	{"CreationWrapper", "createEventAndDelegate(uint256 startDate, uint256 eventDuration, uint256 reservePrice, string metadataURI, string artCategory, uint256 ticketsAmount, uint256 ticketPrice, address delegatee)", "nonpayable", ""},

	{"TicketKiosk", "purchaseTicket()", "payable", "uint256 ticketId"},
	{"TicketKiosk", "getSalesInfo()", "view", "uint256 totalTickets, uint256 soldTickets, uint256 remainingTickets, uint256 price, string artCategory"},
	{"TicketKiosk", "hasTicketForEvent(address user, uint256 eventId)", "view", "bool"},
	{"TicketKiosk", "getUserTickets(address)", "view", "uint256[]"},
	{"TicketKiosk", "ownerOf(uint256)", "view", "address"},
	{"TicketKiosk", "transferFrom(address, address, uint256)", "nonpayable", ""},
	{"TicketKiosk", "getTicketInfo(uint256)", "view", "uint256 eventId, address owner, address originalOwner, uint256 purchasePrice, uint256 purchaseTimestamp, string name, string artCategory, string metadataURI, uint256 ticketNumber, uint256 totalTickets"},

	{"LiveTipping", "sendTip(uint256 eventId, string message)", "payable", ""},
	{"LiveTipping", "getEventTippingData(uint256)", "view", "address creator, uint256 startDate, uint256 endDate, uint256 reservePrice, uint256 totalTips, address highestTipper, uint256 highestTip, bool active, bool finalized"},
	{"LiveTipping", "finalizeEvent(uint256)", "nonpayable", ""},
}
