package metadata

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/reactors/metadata/transactor"
	"github.com/haus25/backend/store"
)

// current ends the attempt when the chain has everything. A target that failed before the transaction was sent gets the document now.
func (k *look) current(ctx context.Context, now published, d Document) (reactors.Result, error) {
	if now.ours == nil {
		return reactors.Result{Settled: true, State: k.pub}, nil
	}
	raw, uri, err := k.keep(ctx, d)
	if err != nil || uri != now.uri {
		return reactors.Result{Settled: err == nil, State: k.pub}, err
	}
	shown, failed, err := k.upload(ctx, k.a, k.l, raw, uri)
	if err != nil {
		return reactors.Result{}, err
	}
	k.pub.Uploads = shown
	if len(failed) > 0 {
		return reactors.Result{Waits: failed[0].Error(), WallAt: k.in(again), State: k.pub}, nil
	}
	return reactors.Result{Settled: true, State: k.pub}, nil
}

// offChain uploads a document that no transaction may name any more.
func (k *look) offChain(ctx context.Context, status store.Status, raw []byte, uri string) (reactors.Result, error) {
	shown, failed, err := k.upload(ctx, k.a, k.l, raw, uri)
	if err != nil {
		return reactors.Result{}, err
	}
	k.pub.Standing, k.pub.Uploads = "offChain", shown
	k.pub.Why = fmt.Sprintf("the event is %s: this document is not on chain; its file name is %s", status, k.fileName(k.a.EventID))
	if len(failed) > 0 {
		return reactors.Result{Waits: failed[0].Error(), WallAt: k.in(again), State: k.pub}, nil
	}
	return reactors.Result{Settled: true, State: k.pub}, nil
}

// write brings the document on chain.
func (k *look) write(ctx context.Context, base Document, raw []byte, next write) (reactors.Result, error) {
	if k.Writer == nil {
		return k.stop("parked", "no key is configured: set agent.key_file and agent.passphrase_file, and allow its address to write (docs/agent.md)", k.in(again))
	}
	if at := k.l.fullUntil(k.a.Wall, k.WritesPerHour); !at.IsZero() {
		return k.stop("waiting", fmt.Sprintf("the event had %d transactions in an hour, which is metadata.writes_per_hour", k.WritesPerHour), at)
	}
	if done, result, err := k.refused(ctx, next); done || err != nil {
		return result, err
	}
	shown, failed, err := k.upload(ctx, k.a, k.l, raw, next.URI)
	if err != nil {
		return reactors.Result{}, err
	}
	k.pub.Uploads = shown
	if len(k.Targets) > 0 && len(failed) == len(k.Targets) {
		err, hope := nowhere(failed)
		if !hope {
			return k.stop("parked", err.Error(), k.in(again))
		}
		return reactors.Result{}, err
	}
	if next.Base != "" {
		if _, next.BaseIs, err = k.keep(ctx, base); err != nil {
			return reactors.Result{}, err
		}
	}
	if l := k.l.last; l == nil || !same(*l, next) {
		if err := record(k.a, kindWrite, next); err != nil {
			return reactors.Result{}, err
		}
	}
	// Uploads take a while. What is set on chain from here on is found as covered, and merged.
	if done, result, err := k.refused(ctx, next); done || err != nil {
		return result, err
	}
	return k.send(ctx, next)
}

// refused asks the contracts and ends the attempt when nothing may be written now.
func (k *look) refused(ctx context.Context, next write) (bool, reactors.Result, error) {
	f, err := askFacts(ctx, k.Pool, k.Identity, k.a.EventID, k.Writer.Address())
	if err != nil {
		return true, reactors.Result{}, err
	}
	switch {
	case !f.allowed:
		result, err := k.stop("parked", needsRight(k.a.EventID, k.Writer.Address(), k.Identity.EventManager), k.in(again))
		return true, result, err
	case f.uri != next.Base:
		result, err := k.stop("pending", "the chain names another document than the index, which has to catch up", k.in(indexed))
		return true, result, err
	}
	return false, reactors.Result{}, nil
}

// send sends the transaction of a write that was recorded.
func (k *look) send(ctx context.Context, next write) (reactors.Result, error) {
	k.l.last = &next
	id := new(big.Int).SetUint64(k.a.EventID)
	st, err := k.Writer.Send(ctx, transactor.Intent{Event: k.a.EventID, Creator: k.a.Event.Creator, To: k.Identity.EventManager,
		Data: manager.PackUpdateMetadata(id, next.URI), Purpose: purpose, AsOf: k.asOf()})
	if revert, ok := errors.AsType[*transactor.Revert](err); ok {
		return k.stop("parked", revert.Error(), k.in(again))
	}
	if err != nil {
		return reactors.Result{}, err
	}
	switch {
	case st.State == transactor.Pending || st.State == transactor.Mined:
		return k.onItsWay(st)
	case st.Mend:
		return k.stop("parked", st.Why, st.Again)
	}
	return k.stop("waiting", st.Why, st.Again)
}
