// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.24;

// What the contracts ask of each other. Logs and the public interface are in the contracts themselves.

/// An event as EventFactory keeps it. Dates are Unix seconds, the duration is minutes, the price is wei.
struct EventData {
    address creator;
    address KioskAddress;
    address curationAddress;
    uint96 startDate;
    uint96 eventDuration;
    uint96 reservePrice;
    bool finalized;
    string metadataURI;
    string artCategory;
}

interface IEventFactory {
    function createEventForCreator(
        address creator,
        uint256 startDate,
        uint256 eventDuration,
        uint256 reservePrice,
        string memory metadataURI,
        string memory artCategory,
        uint256 ticketsAmount,
        uint256 ticketPrice
    ) external returns (uint256);

    function setMetadataURI(uint256 eventId, string calldata newMetadataURI) external;
    function setReservePrice(uint256 eventId, uint256 newReservePrice) external;
    function finalizeAndTransfer(uint256 eventId, address highestTipper) external;

    function getEvent(uint256 eventId) external view returns (EventData memory);
    function getCurationContract(uint256 eventId) external view returns (address);
    function ownerOf(uint256 eventId) external view returns (address);
    function tokenURI(uint256 eventId) external view returns (string memory);
    function eventManager() external view returns (address);
    function liveTipping() external view returns (address);
    function distributor() external view returns (address);
    function treasury() external view returns (address);
}

interface IEventManager {
    function createDelegationProxy(uint256 eventId, address delegatee) external;
}

interface ILiveTipping {
    function registerEvent(uint256 eventId, address creator, uint256 startDate, uint256 endDate, uint256 reservePrice)
        external;
    function finalizeEvent(uint256 eventId) external;
    function getEventTippingData(uint256 eventId)
        external
        view
        returns (
            address creator,
            uint256 startDate,
            uint256 endDate,
            uint256 reservePrice,
            uint256 totalTips,
            address highestTipper,
            uint256 highestTip,
            bool active,
            bool finalized
        );
}

interface IDistributor {
    function registerEvent(uint256 eventId, address creator) external;
    function enableCuration(uint256 eventId, address curator, uint256 curationFee, uint8 scope) external;
    function disableCuration(uint256 eventId) external;
    function distribute(uint256 eventId) external payable;
}
