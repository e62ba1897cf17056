package seinode

// Every log the contracts emit, by contract. Two contracts have an EventRegistered and two an
// EventFinalized, so a name is only unique together with its contract.
var (
	logEventCreated         = logOf("EventFactory", "EventCreated(uint256,address,uint256,uint256,string,string,address)")
	logCurationDeployed     = logOf("EventFactory", "CurationDeployed(uint256,address,address,uint256)")
	logMetadataUpdated      = logOf("EventFactory", "MetadataUpdated(uint256,string)")
	logReservePriceUpdated  = logOf("EventFactory", "ReservePriceUpdated(uint256,uint256)")
	logFinalizedTransferred = logOf("EventFactory", "EventFinalizedAndTransferred(uint256,address)")
	logFinalized            = logOf("EventFactory", "EventFinalized(uint256)")
	logEventTransfer        = logOf("EventFactory", "Transfer(address,address,uint256)")
	logMetadataUpdate       = logOf("EventFactory", "MetadataUpdate(uint256)")
	logEventApproval        = logOf("EventFactory", "Approval(address,address,uint256)")

	logWhitelist      = logOf("EventManager", "GlobalWhitelistUpdated(address,bool)")
	logProxyCreated   = logOf("EventManager", "DelegationProxyCreated(uint256,address,address)")
	logDelegate       = logOf("EventManager", "DelegateUpdated(uint256,address)")
	logWrapperUpdated = logOf("EventManager", "CreationWrapperUpdated(address)")

	logTicketMinted   = logOf("TicketKiosk", "TicketMinted(uint256,address,string,string,uint256)")
	logRevenue        = logOf("TicketKiosk", "RevenueDistributed(address,address,uint256,uint256)")
	logTicketTransfer = logOf("TicketKiosk", "Transfer(address,address,uint256)")
	logKioskOwner     = logOf("TicketKiosk", "OwnershipTransferred(address,address)")

	logTippingRegistered = logOf("LiveTipping", "EventRegistered(uint256,address,uint256,uint256,uint256)")
	logTipReceived       = logOf("LiveTipping", "TipReceived(uint256,address,uint256,string,uint256)")
	logHighestTipper     = logOf("LiveTipping", "NewHighestTipper(uint256,address,address,uint256)")
	logTippingFinalized  = logOf("LiveTipping", "EventFinalized(uint256,address,uint256,bool)")
	logTipsDistributed   = logOf("LiveTipping", "TipsDistributed(uint256,address,uint256)")

	logSharesRegistered = logOf("Distributor", "EventRegistered(uint256,address,uint256,uint256)")
	logTipDistributed   = logOf("Distributor", "TipDistributed(uint256,address,uint256,string)")
	logCurationEnabled  = logOf("Distributor", "CurationEnabled(uint256,address,uint256,uint8)")
	logCurationDisabled = logOf("Distributor", "CurationDisabled(uint256)")

	logCurationOwner       = logOf("Curation", "OwnershipTransferred(address,address)")
	logCurationActivated   = logOf("Curation", "CurationActivated(uint256,address,uint256,uint256,uint256,uint256)")
	logCurationDeactivated = logOf("Curation", "CurationDeactivated(uint256,address)")
	logCurationUpdated     = logOf("Curation", "CurationUpdated(uint256,uint256,uint256)")
	logFundsReceived       = logOf("Curation", "FundsReceived(uint256,address,uint256)")
	logFundsWithdrawn      = logOf("Curation", "FundsWithdrawn(uint256,address,uint256)")
)
