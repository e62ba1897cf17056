package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/config"
	"github.com/haus25/backend/internal/evm"
)

// probe is what one endpoint answered when it was asked what haus needs of it.
type probe struct {
	name    string
	head    *evm.Header
	missing []string // configured contracts without code
	err     error
	history error // why the first blocks cannot be read there
}

// errMisconfigured says that waiting will not help: the configuration names another chain or other contracts.
var errMisconfigured = errors.New("wrong configuration")

// probeAll asks every endpoint once.
func probeAll(ctx context.Context, c *config.Config) ([]probe, error) {
	var out []probe
	for _, e := range c.Chain.RPC {
		pool, err := evm.NewPool(evm.Options{ChainID: c.Chain.ID, Timeout: c.Chain.Timeout, RetryMin: 50 * time.Millisecond, RetryMax: 50 * time.Millisecond,
			Endpoints: []evm.EndpointConfig{e}})
		if err != nil {
			return nil, err
		}
		out = append(out, probeOne(ctx, c, pool))
		pool.Close()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return out, nil
}

func probeOne(ctx context.Context, c *config.Config, pool *evm.Pool) probe {
	p := probe{name: pool.Status()[0].Name}
	contracts := []struct {
		key string
		at  common.Address
	}{{"event_factory", c.Contracts.EventFactory}, {"event_manager", c.Contracts.EventManager}, {"live_tipping", c.Contracts.LiveTipping},
		{"distributor", c.Contracts.Distributor}, {"creation_wrapper", c.Contracts.CreationWrapper}}
	p.err = pool.Do(ctx, func(ctx context.Context, ep *evm.Endpoint) error {
		p.missing = nil
		b := ep.NewBatch()
		head := b.Latest()
		codes := map[string]*evm.Result[[]byte]{}
		for _, k := range contracts {
			if k.at != (common.Address{}) {
				codes[k.key] = b.Code(k.at)
			}
		}
		if err := b.Send(ctx); err != nil {
			return err
		}
		if head.Err != nil || head.Value == nil {
			return errors.Join(head.Err, fmt.Errorf("it gave no newest block: %w", evm.ErrUnavailable))
		}
		p.head = head.Value
		for _, k := range contracts {
			if r := codes[k.key]; r != nil && r.Err != nil {
				return r.Err
			} else if r != nil && len(r.Value) == 0 {
				p.missing = append(p.missing, fmt.Sprintf("contracts.%s %s has no code on chain %d", k.key, k.at, c.Chain.ID))
			}
		}
		return nil
	})
	if p.err != nil || p.head.Number < c.Chain.StartBlock {
		return p
	}
	p.history = pool.Do(ctx, func(ctx context.Context, ep *evm.Endpoint) error {
		b := ep.NewBatch()
		block := b.Header(c.Chain.StartBlock)
		logs := b.Logs(evm.Filter{From: c.Chain.StartBlock, To: c.Chain.StartBlock, Addresses: []common.Address{c.Contracts.EventFactory}})
		if err := b.Send(ctx); err != nil {
			return err
		}
		if block.Err == nil && block.Value == nil {
			return fmt.Errorf("it does not have block %d", c.Chain.StartBlock)
		}
		return errors.Join(block.Err, logs.Err)
	})
	return p
}

// judge says whether the endpoints' answers allow a start, contradict the configuration (errMisconfigured) or ask for
// patience (any other error).
func judge(c *config.Config, probes []probe) error {
	var unreachable, wrongChain error
	for _, p := range probes {
		var chain *evm.ChainError
		switch {
		case errors.As(p.err, &chain):
			wrongChain = p.err
		case p.err != nil:
			unreachable = errors.Join(unreachable, p.err)
		case len(p.missing) > 0:
			return fmt.Errorf("%w: %s: mend [contracts], or chain.rpc if it is another network's", errMisconfigured, p.missing[0])
		case p.head.Number < c.Chain.StartBlock:
			return fmt.Errorf("%w: chain.start_block is %d, and the newest block at %s is %d: set it to the block that EventFactory was deployed in",
				errMisconfigured, c.Chain.StartBlock, p.name, p.head.Number)
		default:
			return nil
		}
	}
	if unreachable != nil { // one that may come back may also be the right one
		return unreachable
	}
	return fmt.Errorf("%w: %w", errMisconfigured, wrongChain)
}

// awaitChain waits until an endpoint answers and fits the configuration, and tells what it waits for.
func awaitChain(ctx context.Context, c *config.Config, log *slog.Logger, waiting func(error)) error {
	for wait := time.Second; ; wait = min(2*wait, 30*time.Second) {
		probes, err := probeAll(ctx, c)
		if err == nil {
			err = judge(c, probes)
		}
		waiting(err)
		switch {
		case err == nil, errors.Is(err, errMisconfigured):
			return err
		case ctx.Err() != nil:
			return nil
		}
		log.Warn("no endpoint of chain.rpc answers, trying again", "error", err, "wait", wait)
		t := time.NewTimer(wait)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return nil
		}
	}
}
