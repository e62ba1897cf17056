// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.24;

import {IDistributor} from "./Interfaces.sol";
import {Sibling} from "./Sibling.sol";

/// Takes tips for events while they are live and keeps them. Finalizing moves no money.
///
/// Not documented for the deployed code, and so this contract's own choice: tips are taken from startDate
/// (inclusive) to endDate (exclusive); tipId counts per event from 0; the highest tipper is who gave most in
/// sum, the earlier one at a tie, and both `amount` of NewHighestTipper and `highestTip` are that sum;
/// NewHighestTipper also follows when the highest tipper tips again.
contract LiveTipping is Sibling {
    event EventRegistered(
        uint256 indexed eventId, address indexed creator, uint256 startDate, uint256 endDate, uint256 reservePrice
    );
    event TipReceived(uint256 indexed eventId, address indexed tipper, uint256 amount, string message, uint256 tipId);
    event NewHighestTipper(
        uint256 indexed eventId, address indexed previousHighest, address indexed newHighest, uint256 amount
    );
    event EventFinalized(
        uint256 indexed eventId, address indexed highestTipper, uint256 totalTips, bool reservePriceMet
    );
    event TipsDistributed(uint256 indexed eventId, address indexed distributor, uint256 amount);

    error UnknownEvent();
    error TipIsZero();
    error EventNotLive();
    error EventNotEnded();
    error EventAlreadyFinalized();
    error EventNotFinalized();
    error NothingToDistribute();

    struct Tipping {
        address creator;
        uint256 startDate;
        uint256 endDate;
        uint256 totalTips;
        uint256 undistributed;
        uint256 tipCount;
        address highestTipper;
        uint256 highestTip;
        bool finalized;
        mapping(address tipper => uint256) sums;
    }

    mapping(uint256 eventId => Tipping) private _tippings;

    function registerEvent(uint256 eventId, address creator, uint256 startDate, uint256 endDate, uint256 reservePrice)
        external
        onlyFactory
    {
        Tipping storage t = _tippings[eventId];
        t.creator = creator;
        t.startDate = startDate;
        t.endDate = endDate;
        emit EventRegistered(eventId, creator, startDate, endDate, reservePrice);
    }

    function sendTip(uint256 eventId, string calldata message) external payable {
        Tipping storage t = _tipping(eventId);
        if (msg.value == 0) revert TipIsZero();
        if (!_active(t)) revert EventNotLive();

        uint256 sum = t.sums[msg.sender] + msg.value;
        t.sums[msg.sender] = sum;
        t.totalTips += msg.value;
        t.undistributed += msg.value;
        emit TipReceived(eventId, msg.sender, msg.value, message, t.tipCount++);

        if (sum > t.highestTip) {
            address previous = t.highestTipper;
            t.highestTip = sum;
            t.highestTipper = msg.sender;
            emit NewHighestTipper(eventId, previous, msg.sender, sum);
        }
    }

    /// Closes an event after its end; by its creator or by EventManager's finalizeRTA. The reserve
    /// need not be met, and the asset does not move: `finalized` here is not EventFactory's.
    function finalizeEvent(uint256 eventId) external {
        Tipping storage t = _tipping(eventId);
        if (msg.sender != t.creator && msg.sender != factory.eventManager()) revert NotAuthorized();
        if (block.timestamp < t.endDate) revert EventNotEnded();
        if (t.finalized) revert EventAlreadyFinalized();
        t.finalized = true;
        emit EventFinalized(eventId, t.highestTipper, t.totalTips, t.totalTips >= _reservePrice(eventId));
    }

    /// Sends a finalized event's tips to the Distributor, which pays them out. Anybody may call it,
    /// nobody but the fixed recipients gains by it.
    function distributeTips(uint256 eventId) external {
        Tipping storage t = _tipping(eventId);
        if (!t.finalized) revert EventNotFinalized();
        uint256 amount = t.undistributed;
        if (amount == 0) revert NothingToDistribute();
        t.undistributed = 0;
        address distributor = factory.distributor();
        emit TipsDistributed(eventId, distributor, amount);
        IDistributor(distributor).distribute{value: amount}(eventId);
    }

    /// `active` is whether a tip would be taken now. The reserve is EventFactory's current one.
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
        )
    {
        Tipping storage t = _tipping(eventId);
        creator = t.creator;
        startDate = t.startDate;
        endDate = t.endDate;
        reservePrice = _reservePrice(eventId);
        totalTips = t.totalTips;
        highestTipper = t.highestTipper;
        highestTip = t.highestTip;
        active = _active(t);
        finalized = t.finalized;
    }

    function _tipping(uint256 eventId) private view returns (Tipping storage t) {
        t = _tippings[eventId];
        if (t.endDate == 0) revert UnknownEvent();
    }

    function _active(Tipping storage t) private view returns (bool) {
        return block.timestamp >= t.startDate && block.timestamp < t.endDate;
    }

    function _reservePrice(uint256 eventId) private view returns (uint256) {
        return factory.getEvent(eventId).reservePrice;
    }
}
