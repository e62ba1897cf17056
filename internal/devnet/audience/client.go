package audience

import (
	"context"
	"crypto/ecdsa"
	"encoding/hex"
	"errors"
	"fmt"
	"net/rpc"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/haus25/backend/internal/agent"
)

// Client is one wallet on XMTP.
type Client struct {
	// Address is the wallet's, InboxID its inbox and InstallationID this client, both in hexadecimal.
	Address                 common.Address
	InboxID, InstallationID string

	audience *Audience
}

// Group is one as a wallet sees it.
type Group struct {
	ID, Name, Description, AppData string
	// Active is false when the wallet is no longer in it: then it is as it was at the end.
	Active bool
}

// Role in a group, as XMTP numbers it.
type Role int

// The roles.
const (
	RoleMember Role = iota
	RoleAdmin
	RoleSuperAdmin
)

// Member of a group.
type Member struct {
	InboxID string
	Address common.Address
	Role    Role
}

// Message is a text that somebody wrote.
type Message struct {
	ID, GroupID, InboxID string
	From                 common.Address // of InboxID
	At                   time.Time
	Text                 string
}

// Join takes a wallet to the network: registers its inbox, or an installation more of it; or opens the one that Options.Dir keeps.
// A wallet that has joined and was not closed is a second installation.
func (a *Audience) Join(ctx context.Context, key *ecdsa.PrivateKey) (*Client, error) {
	c := &Client{Address: crypto.PubkeyToAddress(key.PublicKey), audience: a}
	who, err := c.signed(ctx, "join", key)
	if err != nil {
		return nil, fmt.Errorf("take %s to XMTP: %w", c.Address, err)
	}
	c.InboxID, c.InstallationID = who.InboxID, who.InstallationID
	return c, nil
}

// Revoke makes the network forget the client: nobody reaches the wallet there, unless it has another. It takes the wallet's key.
func (c *Client) Revoke(ctx context.Context, key *ecdsa.PrivateKey) error {
	if _, err := c.signed(ctx, "revoke", key); err != nil {
		return fmt.Errorf("revoke the client of %s: %w", c.Address, err)
	}
	return nil
}

// signature is asked for with a text, or else the answer is here.
type signature struct{ Text, InboxID, InstallationID string }

// signed has the process do what may take a signature of the wallet's.
func (c *Client) signed(ctx context.Context, method string, key *ecdsa.PrivateKey) (answer signature, err error) {
	type params struct {
		Wallet    string `json:"wallet"`
		Signature string `json:"signature,omitempty"`
	}
	if err := c.audience.call(ctx, method, params{Wallet: c.wallet()}, &answer); err != nil || answer.Text == "" {
		return answer, err
	}
	bytes, err := agent.New(key).SignText([]byte(answer.Text))
	if err != nil {
		return answer, err
	}
	err = c.audience.call(ctx, "signed", params{c.wallet(), hex.EncodeToString(bytes)}, &answer)
	return answer, err
}

// Close ends the client's streams and forgets it. The wallet stays on the network, where messages wait for it; without Options.Dir
// its keys are gone, and it joins again as another installation. The client's memory, 0.6 MB, stays with the process: the SDK has
// no way to close one.
func (c *Client) Close(ctx context.Context) error {
	return c.audience.call(ctx, "close", params{Wallet: c.wallet()}, nil)
}

// Groups are those that the wallet is or was in, the newest first.
func (c *Client) Groups(ctx context.Context) (groups []Group, err error) {
	err = c.do(ctx, "groups", params{}, &groups)
	return groups, err
}

// Reachable are those of the wallets that are on XMTP, in the order given.
func (c *Client) Reachable(ctx context.Context, wallets ...common.Address) (reachable []common.Address, err error) {
	err = c.do(ctx, "reachable", params{Addresses: lower(wallets)}, &reachable)
	return reachable, err
}

// Members are those of a group; ErrNotMember when the wallet is not one.
func (c *Client) Members(ctx context.Context, groupID string) ([]Member, error) {
	var wire []struct {
		Inbox, Address string
		Role           Role
	}
	if err := c.do(ctx, "members", params{Group: groupID}, &wire); err != nil {
		return nil, err
	}
	members := make([]Member, len(wire))
	for i, m := range wire {
		members[i] = Member{InboxID: m.Inbox, Address: common.HexToAddress(m.Address), Role: m.Role}
	}
	return members, nil
}

// Messages are all texts of a group that the wallet can read, in their order. One that is no longer in the group reads what it has
// read before; ErrNotMember says that it never was.
func (c *Client) Messages(ctx context.Context, groupID string) ([]Message, error) {
	var wire []wireMessage
	if err := c.do(ctx, "messages", params{Group: groupID}, &wire); err != nil {
		return nil, err
	}
	messages := make([]Message, len(wire))
	for i, w := range wire {
		var err error
		if messages[i], err = w.message(); err != nil {
			return nil, err
		}
	}
	return messages, nil
}

// Send writes to a group; ErrNotMember when the wallet is not in it.
func (c *Client) Send(ctx context.Context, groupID, text string) error {
	return c.do(ctx, "send", params{Group: groupID, Text: text}, nil)
}

// SendAs writes a message of one of XMTP's content types, such as "group_updated", with any bytes in it, which may be a lie. ErrNotMember
// when the wallet is not in the group.
func (c *Client) SendAs(ctx context.Context, groupID, contentType string, content []byte) error {
	return c.do(ctx, "sendAs", params{Group: groupID, Type: contentType, Content: content}, nil)
}

// Add puts wallets that are on XMTP into a group. It takes an admin; one wallet that is not there fails all.
func (c *Client) Add(ctx context.Context, groupID string, wallets ...common.Address) error {
	return c.do(ctx, "add", params{Group: groupID, Addresses: lower(wallets)}, nil)
}

// Remove puts wallets out of a group. It takes an admin.
func (c *Client) Remove(ctx context.Context, groupID string, wallets ...common.Address) error {
	return c.do(ctx, "remove", params{Group: groupID, Addresses: lower(wallets)}, nil)
}

// Leave asks to be let out, which a super admin's client does when it sees that.
func (c *Client) Leave(ctx context.Context, groupID string) error {
	return c.do(ctx, "leave", params{Group: groupID}, nil)
}

// Rename gives a group another name. It takes a super admin in haus' groups.
func (c *Client) Rename(ctx context.Context, groupID, name string) error {
	return c.do(ctx, "rename", params{Group: groupID, Name: name}, nil)
}

// Create makes a group of the wallet's own, with the wallets as members.
func (c *Client) Create(ctx context.Context, name, appData string, wallets ...common.Address) (groupID string, err error) {
	err = c.do(ctx, "create", params{Name: name, AppData: appData, Addresses: lower(wallets)}, &groupID)
	return groupID, err
}

// Listen begins to hear what others, and the wallet itself, write in any of its groups from now on, also in groups that it is added
// to later. What is written while the network is away may be left out: see [Client.Messages].
func (c *Client) Listen(ctx context.Context) (*Stream, error) {
	s := &Stream{client: c}
	if err := c.do(ctx, "listen", params{}, &s.id); err != nil {
		return nil, err
	}
	return s, nil
}

// Stream hears the messages that a wallet receives.
type Stream struct {
	client *Client
	id     int

	mu      sync.Mutex
	waiting *rpc.Call // for the next message; it outlives a Next that gave up
	heard   *heard    // its answer
}

type heard struct{ Message *wireMessage }

// ErrEnded says that a stream was closed.
var ErrEnded = errors.New("the stream has ended")

// Next waits for the next message. When ctx ends first, the message is the following Next's. One goroutine at a time waits.
func (s *Stream) Next(ctx context.Context) (Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting == nil {
		s.heard = &heard{}
		s.waiting = s.client.audience.calls.Go("heard", params{Wallet: s.client.wallet(), Stream: s.id}, s.heard, make(chan *rpc.Call, 1))
	}
	select {
	case done := <-s.waiting.Done:
		s.waiting = nil
		if err := understand(done); err != nil {
			return Message{}, err
		}
		if s.heard.Message == nil {
			return Message{}, ErrEnded
		}
		return s.heard.Message.message()
	case <-ctx.Done():
		return Message{}, context.Cause(ctx)
	}
}

// Close ends the stream; a Next that waits returns ErrEnded.
func (s *Stream) Close(ctx context.Context) error {
	return s.client.do(ctx, "deafen", params{Stream: s.id}, nil)
}

// params are those of every act; each takes its own.
type params struct {
	Wallet    string   `json:"wallet"`
	Group     string   `json:"group"`
	Text      string   `json:"text"`
	Name      string   `json:"name"`
	AppData   string   `json:"appData"`
	Addresses []string `json:"addresses"`
	Type      string   `json:"type"`
	Content   []byte   `json:"content"`
	Stream    int      `json:"stream"`
}

func (c *Client) do(ctx context.Context, method string, p params, result any) error {
	p.Wallet = c.wallet()
	if err := c.audience.call(ctx, method, p, result); err != nil {
		return fmt.Errorf("%s: %w", c.Address, err)
	}
	return nil
}

// wallet is the address as XMTP writes it.
func (c *Client) wallet() string { return strings.ToLower(c.Address.Hex()) }

func lower(wallets []common.Address) []string {
	list := []string{} // not nil: JavaScript asks its length
	for _, w := range wallets {
		list = append(list, strings.ToLower(w.Hex()))
	}
	return list
}

type wireMessage struct {
	ID, Group, Inbox, From, Text string
	At                           string // nanoseconds: JavaScript's numbers do not hold them
}

func (w *wireMessage) message() (Message, error) {
	at, err := strconv.ParseInt(w.At, 10, 64)
	if err != nil {
		return Message{}, fmt.Errorf("read the time of a message: %w", err)
	}
	return Message{ID: w.ID, GroupID: w.Group, InboxID: w.Inbox, From: common.HexToAddress(w.From), At: time.Unix(0, at), Text: w.Text}, nil
}
