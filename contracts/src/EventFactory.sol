// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.24;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Curation} from "./Curation.sol";
import {EventData, IDistributor, ILiveTipping} from "./Interfaces.sol";
import {TicketKiosk} from "./TicketKiosk.sol";

/// Mints one Real-Time Asset per event and deploys its kiosk. Ids start at 0.
///
/// Changes to an event come from EventManager alone, which knows who may ask for them.
contract EventFactory is ERC721, Ownable {
    using SafeCast for uint256;

    event EventCreated(
        uint256 indexed eventId,
        address indexed creator,
        uint256 startDate,
        uint256 reservePrice,
        string metadataURI,
        string artCategory,
        address ticketKioskAddress
    );
    event CurationDeployed(
        uint256 indexed eventId, address indexed creator, address curationContract, uint256 scope
    );
    event MetadataUpdated(uint256 indexed eventId, string newMetadataURI);
    event ReservePriceUpdated(uint256 indexed eventId, uint256 newPrice);
    event EventFinalizedAndTransferred(uint256 indexed eventId, address indexed highestTipper);
    event EventFinalized(uint256 indexed eventId);
    /// EIP-4906, not indexed there.
    event MetadataUpdate(uint256 tokenId);

    error StartDateNotInFuture();
    error DurationIsZero();
    error ReservePriceIsZero();
    error EventAlreadyStarted();
    error EventAlreadyFinalized();
    error InvalidScope();
    error CurationAlreadyDeployed();
    error NotAuthorized();
    /// The deployer has not called setSiblings yet.
    error SiblingsNotSet();

    struct Params {
        uint256 startDate;
        uint256 eventDuration;
        uint256 reservePrice;
        string metadataURI;
        string artCategory;
        uint256 ticketsAmount;
        uint256 ticketPrice;
    }

    address public immutable treasury;
    address public eventManager;
    address public liveTipping;
    address public distributor;

    EventData[] private _events;
    mapping(address creator => uint256[]) private _creatorEvents;

    constructor(address treasury_) ERC721("Real-Time Asset", "RTA") Ownable(msg.sender) {
        treasury = treasury_;
    }

    /// Wires the three proxies in; the owner's one administrative act.
    function setSiblings(address eventManager_, address liveTipping_, address distributor_) external onlyOwner {
        eventManager = eventManager_;
        liveTipping = liveTipping_;
        distributor = distributor_;
    }

    function createEvent(
        uint256 startDate,
        uint256 eventDuration,
        uint256 reservePrice,
        string memory metadataURI,
        string memory artCategory,
        uint256 ticketsAmount,
        uint256 ticketPrice
    ) external returns (uint256) {
        return _create(
            msg.sender,
            Params(startDate, eventDuration, reservePrice, metadataURI, artCategory, ticketsAmount, ticketPrice)
        );
    }

    /// No documented rule says who may mint for somebody else; here anybody may.
    function createEventForCreator(
        address creator,
        uint256 startDate,
        uint256 eventDuration,
        uint256 reservePrice,
        string memory metadataURI,
        string memory artCategory,
        uint256 ticketsAmount,
        uint256 ticketPrice
    ) external returns (uint256) {
        return _create(
            creator,
            Params(startDate, eventDuration, reservePrice, metadataURI, artCategory, ticketsAmount, ticketPrice)
        );
    }

    /// The order of the logs is that of the deployed code: Transfer, MetadataUpdate, the kiosk's
    /// OwnershipTransferred, both EventRegistered, EventCreated.
    function _create(address creator, Params memory p) private returns (uint256 eventId) {
        if (distributor == address(0)) revert SiblingsNotSet();
        if (p.startDate <= block.timestamp) revert StartDateNotInFuture();
        if (p.eventDuration == 0) revert DurationIsZero();
        if (p.reservePrice == 0) revert ReservePriceIsZero();

        eventId = _events.length;
        EventData storage e = _events.push();
        e.creator = creator;
        e.startDate = p.startDate.toUint96();
        e.eventDuration = p.eventDuration.toUint96();
        e.reservePrice = p.reservePrice.toUint96();
        e.metadataURI = p.metadataURI;
        e.artCategory = p.artCategory;
        _creatorEvents[creator].push(eventId);

        _mint(creator, eventId);
        emit MetadataUpdate(eventId);

        address kiosk =
            address(new TicketKiosk(creator, eventId, p.ticketsAmount, p.ticketPrice, p.artCategory, treasury));
        e.KioskAddress = kiosk;

        IDistributor(distributor).registerEvent(eventId, creator);
        ILiveTipping(liveTipping).registerEvent(
            eventId, creator, p.startDate, p.startDate + p.eventDuration * 60, p.reservePrice
        );
        emit EventCreated(eventId, creator, p.startDate, p.reservePrice, p.metadataURI, p.artCategory, kiosk);
    }

    /// Deploys the event's one Curation contract. Creator only; scope 1 to 3.
    function deployCurationForEvent(uint256 eventId, uint256 scope, string memory description)
        external
        returns (address curation)
    {
        _requireOwned(eventId);
        EventData storage e = _events[eventId];
        if (msg.sender != e.creator) revert NotAuthorized();
        if (scope < 1 || scope > 3) revert InvalidScope();
        if (e.curationAddress != address(0)) revert CurationAlreadyDeployed();

        curation = address(new Curation(eventId, e.creator, scope, description));
        e.curationAddress = curation;
        emit CurationDeployed(eventId, e.creator, curation, scope);
    }

    modifier onlyEventManager(uint256 eventId) {
        if (msg.sender != eventManager) revert NotAuthorized();
        _requireOwned(eventId);
        _;
    }

    /// Until the event is finalized. MetadataUpdate comes first, as from OpenZeppelin's
    /// _setTokenURI; the deployed order is not documented.
    function setMetadataURI(uint256 eventId, string memory newMetadataURI) external onlyEventManager(eventId) {
        EventData storage e = _events[eventId];
        if (e.finalized) revert EventAlreadyFinalized();
        e.metadataURI = newMetadataURI;
        emit MetadataUpdate(eventId);
        emit MetadataUpdated(eventId, newMetadataURI);
    }

    /// Until the event starts.
    function setReservePrice(uint256 eventId, uint256 newReservePrice) external onlyEventManager(eventId) {
        EventData storage e = _events[eventId];
        if (block.timestamp >= e.startDate) revert EventAlreadyStarted();
        if (newReservePrice == 0) revert ReservePriceIsZero();
        e.reservePrice = newReservePrice.toUint96();
        emit ReservePriceUpdated(eventId, newReservePrice);
    }

    /// Moves the asset from whoever owns it now. The order of the three logs is not documented.
    function finalizeAndTransfer(uint256 eventId, address highestTipper) external onlyEventManager(eventId) {
        EventData storage e = _events[eventId];
        if (e.finalized) revert EventAlreadyFinalized();
        e.finalized = true;
        _transfer(ownerOf(eventId), highestTipper, eventId);
        emit EventFinalizedAndTransferred(eventId, highestTipper);
        emit EventFinalized(eventId);
    }

    function getEvent(uint256 eventId) external view returns (EventData memory) {
        _requireOwned(eventId);
        return _events[eventId];
    }

    function tokenURI(uint256 eventId) public view override returns (string memory) {
        _requireOwned(eventId);
        return _events[eventId].metadataURI;
    }

    function totalEvents() external view returns (uint256) {
        return _events.length;
    }

    function getCreatorEvents(address creator) external view returns (uint256[] memory) {
        return _creatorEvents[creator];
    }

    function getTicketKiosk(uint256 eventId) external view returns (address) {
        _requireOwned(eventId);
        return _events[eventId].KioskAddress;
    }

    /// Zero as long as none was deployed.
    function getCurationContract(uint256 eventId) external view returns (address) {
        _requireOwned(eventId);
        return _events[eventId].curationAddress;
    }

    function getAllTicketKiosks() external view returns (uint256[] memory eventIds, address[] memory kiosks) {
        uint256 n = _events.length;
        eventIds = new uint256[](n);
        kiosks = new address[](n);
        for (uint256 i = 0; i < n; i++) {
            eventIds[i] = i;
            kiosks[i] = _events[i].KioskAddress;
        }
    }

    /// EIP-4906 has no functions, only this identifier.
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return interfaceId == 0x49064906 || super.supportsInterface(interfaceId);
    }
}
