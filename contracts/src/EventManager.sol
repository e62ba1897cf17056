// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.24;

import {ILiveTipping} from "./Interfaces.sol";
import {Sibling} from "./Sibling.sol";

/// The way to change an event, for those who may: the asset's owner, the event's delegate, and the
/// addresses on the global whitelist.
///
/// A transfer of the asset does not end a delegation: the new owner has to.
contract EventManager is Sibling {
    event GlobalWhitelistUpdated(address indexed agent, bool indexed whitelisted);
    event DelegationProxyCreated(uint256 indexed eventId, address proxyAddress, address indexed delegatee);
    event DelegateUpdated(uint256 indexed eventId, address indexed newDelegatee);
    event CreationWrapperUpdated(address indexed newCreationWrapper);

    error DelegateAlreadySet();
    error InvalidDelegate();
    error EventNotEnded();
    error EventAlreadyFinalized();
    /// The event got no tip.
    error NoTippers();
    /// The sum of the tips is under the reserve price.
    error ReservePriceNotMet();

    mapping(address agent => bool) public globalWhitelist;
    mapping(uint256 eventId => address) public eventDelegates;
    address public creationWrapper;

    modifier onlyPermitted(uint256 eventId) {
        if (
            msg.sender != factory.ownerOf(eventId) && msg.sender != eventDelegates[eventId]
                && !globalWhitelist[msg.sender]
        ) revert NotAuthorized();
        _;
    }

    function setGlobalWhitelist(address agent, bool whitelisted) external onlyOwner {
        globalWhitelist[agent] = whitelisted;
        emit GlobalWhitelistUpdated(agent, whitelisted);
    }

    function setCreationWrapper(address newCreationWrapper) external onlyOwner {
        creationWrapper = newCreationWrapper;
        emit CreationWrapperUpdated(newCreationWrapper);
    }

    /// Names the first delegate; by the asset's owner, or by the CreationWrapper at creation. The
    /// delegate acts through this very contract, so `proxyAddress` is its address (what the deployed
    /// code puts there is not documented).
    function createDelegationProxy(uint256 eventId, address delegatee) external {
        if (msg.sender != factory.ownerOf(eventId) && msg.sender != creationWrapper) revert NotAuthorized();
        if (delegatee == address(0)) revert InvalidDelegate();
        if (eventDelegates[eventId] != address(0)) revert DelegateAlreadySet();
        eventDelegates[eventId] = delegatee;
        emit DelegationProxyCreated(eventId, address(this), delegatee);
    }

    /// Replaces the delegate; zero removes it. By the asset's owner.
    function updateDelegate(uint256 eventId, address newDelegatee) external {
        if (msg.sender != factory.ownerOf(eventId)) revert NotAuthorized();
        eventDelegates[eventId] = newDelegatee;
        emit DelegateUpdated(eventId, newDelegatee);
    }

    /// Until the event is finalized.
    function updateMetadata(uint256 eventId, string calldata newMetadataURI) external onlyPermitted(eventId) {
        factory.setMetadataURI(eventId, newMetadataURI);
    }

    /// Until the event starts.
    function updateReservePrice(uint256 eventId, uint256 newReservePrice) external onlyPermitted(eventId) {
        factory.setReservePrice(eventId, newReservePrice);
    }

    /// After the end: gives the asset to the highest tipper when the tips reach the reserve. The
    /// funds stay in LiveTipping. LiveTipping's EventFinalized comes first, unless the creator
    /// closed the tipping before; the deployed order is not documented.
    function finalizeRTA(uint256 eventId) external onlyPermitted(eventId) {
        if (factory.getEvent(eventId).finalized) revert EventAlreadyFinalized();
        ILiveTipping tipping = ILiveTipping(factory.liveTipping());
        (,, uint256 endDate, uint256 reservePrice, uint256 totalTips, address highestTipper,,, bool closed) =
            tipping.getEventTippingData(eventId);
        if (block.timestamp < endDate) revert EventNotEnded();
        if (highestTipper == address(0)) revert NoTippers();
        if (totalTips < reservePrice) revert ReservePriceNotMet();
        if (!closed) tipping.finalizeEvent(eventId);
        factory.finalizeAndTransfer(eventId, highestTipper);
    }
}
