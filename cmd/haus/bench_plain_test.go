//go:build bench

package main

import (
	"context"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"

	"github.com/haus25/backend/bindings"
	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// plainRange is how many blocks the plain loop asks for at once: about the 4,000 logs that haus aims at.
const plainRange = 200

// plainLoop is what haus is measured against: it asks for the same logs by the same filters in ranges as large, one after
// the other, decodes each with abigen's functions and stores nothing.
func (b *bench) plainLoop(w *world) run {
	ctx := context.Background()
	client, err := ethclient.Dial(w.c.Chain.RPC[0].URL)
	if err != nil {
		b.Fatal(err)
	}
	defer client.Close()
	head, err := client.BlockNumber(ctx)
	if err != nil {
		b.Fatal(err)
	}
	k := w.c.Contracts
	known := map[common.Address]store.Contract{k.EventFactory: store.EventFactory, k.EventManager: store.EventManager,
		k.LiveTipping: store.LiveTipping, k.Distributor: store.Distributor, k.CreationWrapper: store.CreationWrapper}
	var static []common.Address
	for a := range known {
		static = append(static, a)
	}
	decode := abigenDecoders(known)
	r := run{}
	started := time.Now()
	for from := w.c.Chain.StartBlock; from <= head; from += plainRange {
		q := ethereum.FilterQuery{FromBlock: new(big.Int).SetUint64(from), ToBlock: new(big.Int).SetUint64(min(from+plainRange-1, head))}
		q.Addresses = static
		ours, err := client.FilterLogs(ctx, q)
		if err != nil {
			b.Fatal(err)
		}
		q.Addresses, q.Topics = nil, [][]common.Hash{protocol.ChildTopics}
		children, err := client.FilterLogs(ctx, q)
		if err != nil {
			b.Fatal(err)
		}
		for i := range ours { // first: they name the children
			b.decode(decode, known[ours[i].Address], &ours[i])
			r.logs++
		}
		for i := range children {
			// Our own contracts' Transfers came with the first answer, and strangers' logs are none of ours.
			if c := known[children[i].Address]; c == store.TicketKiosk || c == store.Curation {
				b.decode(decode, c, &children[i])
				r.logs++
			}
		}
	}
	r.took = time.Since(started)
	return r
}

// decoders are abigen's own functions, by contract and first topic.
type decoders map[store.Contract]map[common.Hash]func(*types.Log) error

func (b *bench) decode(d decoders, c store.Contract, l *types.Log) {
	f := d[c][l.Topics[0]]
	if f == nil {
		b.Fatalf("the plain loop has no decoder for topic %s of %s", l.Topics[0], c)
	}
	if err := f(l); err != nil {
		b.Fatalf("the plain loop decodes a log of %s in block %d: %v", c, l.BlockNumber, err)
	}
}

// only makes a decoder of an abigen function whose result nobody keeps.
func only[T any](f func(*types.Log) (T, error)) func(*types.Log) error {
	return func(l *types.Log) error {
		_, err := f(l)
		return err
	}
}

// abigenDecoders adds the children that the factory's logs name to known.
func abigenDecoders(known map[common.Address]store.Contract) decoders {
	factory, manager, kiosk := bindings.NewEventFactory(), bindings.NewEventManager(), bindings.NewTicketKiosk()
	tipping, distributor, curation := bindings.NewLiveTipping(), bindings.NewDistributor(), bindings.NewCuration()
	byName := map[store.Contract]map[string]func(*types.Log) error{
		store.EventFactory: {
			"EventCreated": func(l *types.Log) error {
				e, err := factory.UnpackEventCreatedEvent(l)
				if err == nil {
					known[e.TicketKioskAddress] = store.TicketKiosk
				}
				return err
			},
			"CurationDeployed": func(l *types.Log) error {
				e, err := factory.UnpackCurationDeployedEvent(l)
				if err == nil {
					known[e.CurationContract] = store.Curation
				}
				return err
			},
			"Approval": only(factory.UnpackApprovalEvent), "ApprovalForAll": only(factory.UnpackApprovalForAllEvent),
			"EventFinalized": only(factory.UnpackEventFinalizedEvent), "EventFinalizedAndTransferred": only(factory.UnpackEventFinalizedAndTransferredEvent),
			"MetadataUpdate": only(factory.UnpackMetadataUpdateEvent), "MetadataUpdated": only(factory.UnpackMetadataUpdatedEvent),
			"OwnershipTransferred": only(factory.UnpackOwnershipTransferredEvent), "ReservePriceUpdated": only(factory.UnpackReservePriceUpdatedEvent),
			"Transfer": only(factory.UnpackTransferEvent),
		},
		store.EventManager: {
			"CreationWrapperUpdated": only(manager.UnpackCreationWrapperUpdatedEvent), "DelegateUpdated": only(manager.UnpackDelegateUpdatedEvent),
			"DelegationProxyCreated": only(manager.UnpackDelegationProxyCreatedEvent), "GlobalWhitelistUpdated": only(manager.UnpackGlobalWhitelistUpdatedEvent),
			"Initialized": only(manager.UnpackInitializedEvent), "OwnershipTransferred": only(manager.UnpackOwnershipTransferredEvent),
			"Upgraded": only(manager.UnpackUpgradedEvent),
		},
		store.LiveTipping: {
			"EventFinalized": only(tipping.UnpackEventFinalizedEvent), "EventRegistered": only(tipping.UnpackEventRegisteredEvent),
			"Initialized": only(tipping.UnpackInitializedEvent), "NewHighestTipper": only(tipping.UnpackNewHighestTipperEvent),
			"OwnershipTransferred": only(tipping.UnpackOwnershipTransferredEvent), "TipReceived": only(tipping.UnpackTipReceivedEvent),
			"TipsDistributed": only(tipping.UnpackTipsDistributedEvent), "Upgraded": only(tipping.UnpackUpgradedEvent),
		},
		store.Distributor: {
			"CurationDisabled": only(distributor.UnpackCurationDisabledEvent), "CurationEnabled": only(distributor.UnpackCurationEnabledEvent),
			"EventRegistered": only(distributor.UnpackEventRegisteredEvent), "Initialized": only(distributor.UnpackInitializedEvent),
			"OwnershipTransferred": only(distributor.UnpackOwnershipTransferredEvent), "TipDistributed": only(distributor.UnpackTipDistributedEvent),
			"Upgraded": only(distributor.UnpackUpgradedEvent),
		},
		store.TicketKiosk: {
			"OwnershipTransferred": only(kiosk.UnpackOwnershipTransferredEvent), "RevenueDistributed": only(kiosk.UnpackRevenueDistributedEvent),
			"TicketMinted": only(kiosk.UnpackTicketMintedEvent), "Transfer": only(kiosk.UnpackTransferEvent),
		},
		store.Curation: {
			"CurationActivated": only(curation.UnpackCurationActivatedEvent), "CurationDeactivated": only(curation.UnpackCurationDeactivatedEvent),
			"CurationUpdated": only(curation.UnpackCurationUpdatedEvent), "FundsReceived": only(curation.UnpackFundsReceivedEvent),
			"FundsWithdrawn": only(curation.UnpackFundsWithdrawnEvent),
		},
	}
	out := decoders{}
	for contract, names := range byName {
		out[contract] = map[common.Hash]func(*types.Log) error{}
		for _, s := range protocol.Signatures(contract) {
			if f := names[s.Name]; f != nil {
				out[contract][s.Topic] = f
			}
		}
	}
	return out
}
