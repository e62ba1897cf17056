// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.24;

import {IEventFactory, IEventManager} from "./Interfaces.sol";

/// Creates an event and names its delegate in one transaction.
contract CreationWrapper {
    IEventFactory public immutable factory;
    IEventManager public immutable eventManager;

    constructor(IEventFactory factory_, IEventManager eventManager_) {
        factory = factory_;
        eventManager = eventManager_;
    }

    /// The caller is the creator. A zero delegatee means none.
    function createEventAndDelegate(
        uint256 startDate,
        uint256 eventDuration,
        uint256 reservePrice,
        string memory metadataURI,
        string memory artCategory,
        uint256 ticketsAmount,
        uint256 ticketPrice,
        address delegatee
    ) external {
        uint256 eventId = factory.createEventForCreator(
            msg.sender, startDate, eventDuration, reservePrice, metadataURI, artCategory, ticketsAmount, ticketPrice
        );
        if (delegatee != address(0)) {
            eventManager.createDelegationProxy(eventId, delegatee);
        }
    }
}
