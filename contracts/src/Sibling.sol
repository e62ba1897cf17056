// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.24;

import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts-upgradeable/proxy/utils/UUPSUpgradeable.sol";
import {IEventFactory} from "./Interfaces.sol";

/// What EventManager, LiveTipping and Distributor share: a UUPS proxy whose owner may upgrade it, and the
/// factory it belongs to. Each finds the others through the factory.
abstract contract Sibling is OwnableUpgradeable, UUPSUpgradeable {
    IEventFactory public factory;

    /// The caller is not who this function is for.
    error NotAuthorized();

    constructor() {
        _disableInitializers();
    }

    function initialize(address owner, IEventFactory factory_) external initializer {
        __Ownable_init(owner);
        __UUPSUpgradeable_init();
        factory = factory_;
    }

    modifier onlyFactory() {
        if (msg.sender != address(factory)) revert NotAuthorized();
        _;
    }

    function _authorizeUpgrade(address) internal override onlyOwner {}
}
