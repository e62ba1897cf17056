// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.24;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721Burnable} from "@openzeppelin/contracts/token/ERC721/extensions/ERC721Burnable.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {IEventFactory} from "./Interfaces.sol";

/// Sells the tickets of one event. Ids start at 1; supply and price never change and are in no log.
/// The constructor's one log is OwnershipTransferred(0, creator).
contract TicketKiosk is ERC721Burnable, Ownable, ReentrancyGuard {
    event TicketMinted(
        uint256 indexed ticketId, address indexed buyer, string ticketName, string artCategory, uint256 price
    );
    event RevenueDistributed(
        address indexed creator, address indexed treasury, uint256 creatorAmount, uint256 treasuryAmount
    );

    error SoldOut();
    /// The value sent is not the price.
    error WrongPayment();
    /// No ticket of this id was sold.
    error UnknownTicket();

    struct Sale {
        address buyer;
        uint96 timestamp;
    }

    // In percent; the treasury takes what is left.
    uint256 private constant CREATOR_SHARE = 80;

    IEventFactory public immutable factory;
    address public immutable creator;
    address public immutable treasury;
    uint256 private immutable _eventId;

    uint256 private immutable _totalTickets;
    uint256 private immutable _price;
    string private _artCategory;

    // Ticket i is _sales[i-1].
    Sale[] private _sales;
    mapping(address buyer => uint256[]) private _userTickets;

    /// Set at purchase and never cleared: after a resale it still says yes for the seller.
    mapping(address buyer => bool) public hasTicket;

    constructor(
        address creator_,
        uint256 eventId,
        uint256 totalTickets,
        uint256 price,
        string memory artCategory,
        address treasury_
    ) ERC721("Event Ticket", "TICKET") Ownable(creator_) {
        factory = IEventFactory(msg.sender);
        creator = creator_;
        treasury = treasury_;
        _eventId = eventId;
        _totalTickets = totalTickets;
        _price = price;
        _artCategory = artCategory;
    }

    /// Sells one ticket for exactly the price. Anyone may buy any number, at any time.
    ///
    /// The order of the logs inside a purchase is not documented for the deployed code; here it is
    /// Transfer, RevenueDistributed, TicketMinted.
    function purchaseTicket() external payable nonReentrant returns (uint256 ticketId) {
        if (_sales.length >= _totalTickets) revert SoldOut();
        if (msg.value != _price) revert WrongPayment();

        _sales.push(Sale(msg.sender, uint96(block.timestamp)));
        ticketId = _sales.length;
        _userTickets[msg.sender].push(ticketId);
        hasTicket[msg.sender] = true;
        _mint(msg.sender, ticketId);

        uint256 creatorAmount = (_price * CREATOR_SHARE) / 100;
        uint256 treasuryAmount = _price - creatorAmount;
        Address.sendValue(payable(creator), creatorAmount);
        Address.sendValue(payable(treasury), treasuryAmount);
        emit RevenueDistributed(creator, treasury, creatorAmount, treasuryAmount);
        emit TicketMinted(ticketId, msg.sender, _ticketName(ticketId), _artCategory, _price);
    }

    function getSalesInfo()
        external
        view
        returns (
            uint256 totalTickets,
            uint256 soldTickets,
            uint256 remainingTickets,
            uint256 price,
            string memory artCategory
        )
    {
        return (_totalTickets, _sales.length, _totalTickets - _sales.length, _price, _artCategory);
    }

    /// As untrue after a resale as hasTicket.
    function hasTicketForEvent(address user, uint256 eventId) external view returns (bool) {
        return eventId == _eventId && hasTicket[user];
    }

    /// The tickets the user bought, whoever holds them now.
    function getUserTickets(address user) external view returns (uint256[] memory) {
        return _userTickets[user];
    }

    /// `owner` is who holds the ticket now (zero when burnt), `originalOwner` who bought it, `metadataURI` the event's.
    function getTicketInfo(uint256 ticketId)
        external
        view
        returns (
            uint256 eventId,
            address owner,
            address originalOwner,
            uint256 purchasePrice,
            uint256 purchaseTimestamp,
            string memory name,
            string memory artCategory,
            string memory metadataURI,
            uint256 ticketNumber,
            uint256 totalTickets
        )
    {
        if (ticketId == 0 || ticketId > _sales.length) revert UnknownTicket();
        Sale storage sale = _sales[ticketId - 1];
        eventId = _eventId;
        owner = _ownerOf(ticketId);
        originalOwner = sale.buyer;
        purchasePrice = _price;
        purchaseTimestamp = sale.timestamp;
        name = _ticketName(ticketId);
        artCategory = _artCategory;
        metadataURI = factory.tokenURI(_eventId);
        ticketNumber = ticketId;
        totalTickets = _totalTickets;
    }

    /// A ticket shows the event's metadata.
    function tokenURI(uint256 ticketId) public view override returns (string memory) {
        _requireOwned(ticketId);
        return factory.tokenURI(_eventId);
    }

    /// The wording is this contract's own; the deployed one is not documented.
    function _ticketName(uint256 ticketId) private pure returns (string memory) {
        return string.concat("Ticket #", Strings.toString(ticketId));
    }
}
