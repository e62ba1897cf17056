package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
)

// checks are what tags cannot say. One runs when the keys it reads are right so far, and blames the key that it calls fail with.
var checks = []struct {
	reads []string
	of    func(c *Config, fail func(key string, err error))
}{
	{[]string{"public_url"}, func(c *Config, fail func(string, error)) {
		var err error
		if c.PublicURL, err = publicURL(c.PublicURL); err != nil {
			fail("public_url", err)
		}
	}},
	{[]string{"chain.ws"}, func(c *Config, fail func(string, error)) {
		for i, s := range c.Chain.WS {
			if err := endpointURL(s, "ws", "wss"); err != nil {
				fail("chain.ws", fmt.Errorf("entry %d: %w", i+1, err))
			}
		}
	}},
	{[]string{"chat.api_url"}, func(c *Config, fail func(string, error)) {
		if c.Chat.APIURL != "" {
			check(fail, "chat.api_url", endpointURL(c.Chat.APIURL, "http", "https"))
		}
	}},
	{[]string{"chat.replay_url"}, func(c *Config, fail func(string, error)) {
		if u := c.Chat.ReplayURL; u != "" {
			err := endpointURL(strings.ReplaceAll(u, "{eventId}", "0"), "http", "https")
			if err == nil && !strings.Contains(u, "{eventId}") {
				err = fmt.Errorf("%q: must hold {eventId}, which stands for an event's id", u)
			}
			check(fail, "chat.replay_url", err)
		}
	}},
	{[]string{"content.gateways"}, func(c *Config, fail func(string, error)) {
		for i, s := range c.Content.Gateways {
			if err := endpointURL(s, "http", "https"); err != nil {
				fail("content.gateways", fmt.Errorf("entry %d: %w", i+1, err))
			}
		}
	}},
	{[]string{"control.operators"}, func(c *Config, fail func(string, error)) {
		for _, text := range c.Control.Operators {
			if _, err := address(text); err != nil {
				fail("control.operators", err)
			}
		}
	}},
	{[]string{"stream.host"}, func(c *Config, fail func(string, error)) {
		if h := c.Stream.Host; h == "" || strings.Trim(h, hostLetters) != "" {
			fail("stream.host", fmt.Errorf("%q: must be a name or an address without scheme, port and path, such as room.haus25.live", h))
		}
	}},
	{[]string{"stream.srs_api"}, func(c *Config, fail func(string, error)) {
		for i, s := range c.Stream.SRSAPI {
			if err := endpointURL(s, "http", "https"); err != nil {
				fail("stream.srs_api", fmt.Errorf("entry %d: %w", i+1, err))
			}
		}
	}},
	{[]string{"stream.allow_publish"}, func(c *Config, fail func(string, error)) {
		for _, text := range c.Stream.AllowPublish {
			if _, err := netip.ParsePrefix(text); err != nil {
				fail("stream.allow_publish", fmt.Errorf("%q: not a network: write an address and its prefix, such as 203.0.113.0/24", text))
			}
		}
	}},
	{[]string{"archive.gateway"}, func(c *Config, fail func(string, error)) {
		if c.Archive.Gateway != "" {
			check(fail, "archive.gateway", endpointURL(c.Archive.Gateway, "http", "https"))
		}
	}},
	{[]string{"archive.filbeam_payer"}, func(c *Config, fail func(string, error)) {
		if p := c.Archive.FilBeamPayer; p != "" {
			_, err := address(p)
			check(fail, "archive.filbeam_payer", err)
		}
	}},
	{targetKeys, func(c *Config, fail func(string, error)) {
		k := &c.Content
		// In the order of targetKeys.
		for i, address := range []string{k.LighthouseURL, k.LighthouseAPI, k.PinataURL, k.PinataAPI, k.KuboURL} {
			check(fail, targetKeys[i], endpointURL(address, "http", "https"))
		}
	}},
	{[]string{"content.upload", "content.lighthouse_key_file", "content.pinata_jwt_file"}, func(c *Config, fail func(string, error)) {
		for _, t := range []struct {
			target, key string
			given       Secret
		}{{"lighthouse", "content.lighthouse_key", c.Content.LighthouseKey}, {"pinata", "content.pinata_jwt", c.Content.PinataJWT}} {
			if slices.Contains(c.Content.Upload, t.target) && t.given.Value() == "" {
				fail("content.upload", fmt.Errorf("%s takes nothing without a key: name its file as %s_file, or set %s", t.target, t.key, variable(t.key)))
			}
		}
	}},
	{[]string{"chain.finality_depth", "chain.undo_window"}, func(c *Config, fail func(string, error)) {
		if c.Chain.FinalityDepth > c.Chain.UndoWindow {
			fail("chain.finality_depth", fmt.Errorf("%d: must be at most chain.undo_window, which is %d: blocks that are not final have to be undoable", c.Chain.FinalityDepth, c.Chain.UndoWindow))
		}
	}},
	{contractKeys, func(c *Config, fail func(string, error)) {
		a := &c.Contracts
		// In the order of contractKeys.
		addresses := []common.Address{a.EventFactory, a.EventManager, a.LiveTipping, a.Distributor, a.CreationWrapper}
		for i, address := range addresses {
			if first := slices.Index(addresses, address); address != (common.Address{}) && first < i {
				fail(contractKeys[i], fmt.Errorf("%s: is the address of %s too: each contract has its own", address, contractKeys[first]))
			}
		}
	}},
	{[]string{"api.listen"}, func(c *Config, fail func(string, error)) { check(fail, "api.listen", listener(c.API.Listen)) }},
	{[]string{"control.listen"}, func(c *Config, fail func(string, error)) { check(fail, "control.listen", listener(c.Control.Listen)) }},
	{[]string{"hooks.listen"}, func(c *Config, fail func(string, error)) { check(fail, "hooks.listen", listener(c.Hooks.Listen)) }},
	{listenKeys, func(c *Config, fail func(string, error)) {
		// In the order of listenKeys.
		addresses := []string{c.API.Listen, c.Control.Listen, c.Hooks.Listen}
		for i, address := range addresses {
			for j, other := range addresses[:i] {
				if collide(address, other) {
					fail(listenKeys[i], fmt.Errorf("%q: the port is taken by %s, which is %q: give it another port", address, listenKeys[j], other))
				}
			}
		}
	}},
}

// hostLetters are what a host's name or IPv4 address is written with.
const hostLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"

var (
	contractKeys = []string{"contracts.event_factory", "contracts.event_manager", "contracts.live_tipping", "contracts.distributor", "contracts.creation_wrapper"}
	targetKeys   = []string{"content.lighthouse_url", "content.lighthouse_api", "content.pinata_url", "content.pinata_api", "content.kubo_url"}
	listenKeys   = []string{"api.listen", "control.listen", "hooks.listen"}
)

func check(fail func(string, error), key string, err error) {
	if err != nil {
		fail(key, err)
	}
}

// collide tells whether two listeners would ask for the same port of the same host. A host without address, such as 0.0.0.0, is every host.
func collide(a, b string) bool {
	hostA, portA, errA := net.SplitHostPort(a)
	hostB, portB, errB := net.SplitHostPort(b)
	if errors.Join(errA, errB) != nil || portA != portB || portA == "0" {
		return false
	}
	return hostA == hostB || everywhere(hostA) || everywhere(hostB)
}

func everywhere(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsUnspecified()
}
