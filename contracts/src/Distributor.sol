// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.24;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Sibling} from "./Sibling.sol";

/// Splits tips between creator, treasury and, when curation is on, the event's Curation contract.
/// Shares and fees are basis points. The shares (8000 and 2000, the kiosk's split) and the words of
/// `distributionType` are this contract's own choice; the deployed ones are not documented.
contract Distributor is Sibling {
    event EventRegistered(
        uint256 indexed eventId, address indexed creator, uint256 creatorShare, uint256 treasuryShare
    );
    event TipDistributed(uint256 indexed eventId, address indexed recipient, uint256 amount, string distributionType);
    event CurationEnabled(uint256 indexed eventId, address indexed curator, uint256 curationFee, uint8 scope);
    event CurationDisabled(uint256 indexed eventId);

    uint256 private constant WHOLE = 10_000;
    uint256 private constant CREATOR_SHARE = 8_000;

    mapping(uint256 eventId => address) private _creators;
    mapping(uint256 eventId => uint256) private _curationFees;

    modifier onlyCurationOf(uint256 eventId) {
        if (msg.sender != factory.getCurationContract(eventId)) revert NotAuthorized();
        _;
    }

    function registerEvent(uint256 eventId, address creator) external onlyFactory {
        _creators[eventId] = creator;
        emit EventRegistered(eventId, creator, CREATOR_SHARE, WHOLE - CREATOR_SHARE);
    }

    /// curationFee in basis points, taken from the creator's share.
    function enableCuration(uint256 eventId, address curator, uint256 curationFee, uint8 scope)
        external
        onlyCurationOf(eventId)
    {
        _curationFees[eventId] = curationFee;
        emit CurationEnabled(eventId, curator, curationFee, scope);
    }

    function disableCuration(uint256 eventId) external onlyCurationOf(eventId) {
        delete _curationFees[eventId];
        emit CurationDisabled(eventId);
    }

    /// Pays out the value sent, all of it. LiveTipping only.
    function distribute(uint256 eventId) external payable {
        if (msg.sender != factory.liveTipping()) revert NotAuthorized();
        uint256 curationAmount = (msg.value * _curationFees[eventId]) / WHOLE;
        uint256 treasuryAmount = (msg.value * (WHOLE - CREATOR_SHARE)) / WHOLE;
        _pay(eventId, _creators[eventId], msg.value - treasuryAmount - curationAmount, "creator");
        _pay(eventId, factory.treasury(), treasuryAmount, "treasury");
        if (curationAmount > 0) {
            _pay(eventId, factory.getCurationContract(eventId), curationAmount, "curation");
        }
    }

    function _pay(uint256 eventId, address recipient, uint256 amount, string memory distributionType) private {
        Address.sendValue(payable(recipient), amount);
        emit TipDistributed(eventId, recipient, amount, distributionType);
    }
}
