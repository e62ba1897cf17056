// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.24;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {EventData, IDistributor, IEventFactory} from "./Interfaces.sol";

/// One event's curation: the creator names a curator and a fee (percent, 1 to 10), the Distributor
/// sends the fee's part of the tips here, the curator withdraws it. The constructor emits no log.
/// The functions are this contract's own; only its logs are documented.
contract Curation {
    event CurationActivated(
        uint256 indexed eventId,
        address indexed curator,
        uint256 fee,
        uint256 scope,
        uint256 startDate,
        uint256 endDate
    );
    event CurationDeactivated(uint256 indexed eventId, address indexed curator);
    event CurationUpdated(uint256 indexed eventId, uint256 newFee, uint256 newScope);
    event FundsReceived(uint256 indexed eventId, address indexed curator, uint256 amount);
    event FundsWithdrawn(uint256 indexed eventId, address indexed curator, uint256 amount);

    error NotAuthorized();
    error InvalidFee();
    error InvalidScope();
    error InvalidCurator();
    error CurationActive();
    error CurationNotActive();

    IEventFactory public immutable factory;
    address public immutable creator;
    uint256 public immutable eventId;

    uint256 public scope;
    uint256 public fee;
    address public curator;
    bool public active;
    string public description;

    constructor(uint256 eventId_, address creator_, uint256 scope_, string memory description_) {
        factory = IEventFactory(msg.sender);
        eventId = eventId_;
        creator = creator_;
        scope = scope_;
        description = description_;
    }

    modifier onlyCreator() {
        if (msg.sender != creator) revert NotAuthorized();
        _;
    }

    /// Dates in the log are the event's start and end.
    function activate(address curator_, uint256 fee_) external onlyCreator {
        if (active) revert CurationActive();
        if (curator_ == address(0)) revert InvalidCurator();
        _setTerms(fee_, scope);
        curator = curator_;
        active = true;

        EventData memory e = factory.getEvent(eventId);
        uint256 endDate = uint256(e.startDate) + uint256(e.eventDuration) * 60;
        emit CurationActivated(eventId, curator_, fee_, scope, e.startDate, endDate);
        _tellDistributor();
    }

    function update(uint256 newFee, uint256 newScope) external onlyCreator {
        if (!active) revert CurationNotActive();
        _setTerms(newFee, newScope);
        emit CurationUpdated(eventId, newFee, newScope);
        _tellDistributor();
    }

    /// What was received until now stays the curator's.
    function deactivate() external onlyCreator {
        if (!active) revert CurationNotActive();
        active = false;
        emit CurationDeactivated(eventId, curator);
        IDistributor(factory.distributor()).disableCuration(eventId);
    }

    function withdraw() external {
        if (msg.sender != curator) revert NotAuthorized();
        uint256 amount = address(this).balance;
        emit FundsWithdrawn(eventId, curator, amount);
        Address.sendValue(payable(curator), amount);
    }

    receive() external payable {
        emit FundsReceived(eventId, curator, msg.value);
    }

    function _setTerms(uint256 newFee, uint256 newScope) private {
        if (newFee < 1 || newFee > 10) revert InvalidFee();
        if (newScope < 1 || newScope > 3) revert InvalidScope();
        fee = newFee;
        scope = newScope;
    }

    /// The Distributor counts in basis points.
    function _tellDistributor() private {
        IDistributor(factory.distributor()).enableCuration(eventId, curator, fee * 100, uint8(scope));
    }
}
