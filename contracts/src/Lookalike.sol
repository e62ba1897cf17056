// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.24;

/// A stranger's contract: it emits the platform's topics with whatever it is told, and means nothing
/// by them. For tests only; no part of the platform.
contract Lookalike {
    event EventCreated(
        uint256 indexed eventId,
        address indexed creator,
        uint256 startDate,
        uint256 reservePrice,
        string metadataURI,
        string artCategory,
        address ticketKioskAddress
    );
    event TicketMinted(
        uint256 indexed ticketId, address indexed buyer, string ticketName, string artCategory, uint256 price
    );
    event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);

    function emitEventCreated(
        uint256 eventId,
        address creator,
        uint256 startDate,
        uint256 reservePrice,
        string memory metadataURI,
        string memory artCategory,
        address ticketKioskAddress
    ) external {
        emit EventCreated(eventId, creator, startDate, reservePrice, metadataURI, artCategory, ticketKioskAddress);
    }

    function emitTicketMinted(
        uint256 ticketId,
        address buyer,
        string memory ticketName,
        string memory artCategory,
        uint256 price
    ) external {
        emit TicketMinted(ticketId, buyer, ticketName, artCategory, price);
    }

    function emitTransfer(address from, address to, uint256 tokenId) external {
        emit Transfer(from, to, tokenId);
    }
}
