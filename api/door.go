package api

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"golang.org/x/time/rate"
)

// door is what stands between strangers and commands: nonces, and how often somebody may knock. All of it is bounded and forgotten
// at a restart, which makes the nonces of before invalid.
type door struct {
	nonces   nonces
	all      *rate.Limiter          // sign-ins of everybody
	sources  limits[string]         // sign-ins by address of the network
	wallets  limits[common.Address] // sign-ins that a wallet's signature opened
	commands limits[common.Address]
}

// nonceLife is how long there is to sign a message.
const nonceLife = 5 * time.Minute

// signInsPerSecond is how many sign-ins are looked at, of everybody together: a signature costs about 0.1 ms to verify. Times
// nonceLife it bounds the used nonces: 30,000, some 3 MB.
const signInsPerSecond = 100

func newDoor() *door {
	d := &door{
		all:      rate.NewLimiter(signInsPerSecond, 2*signInsPerSecond),
		sources:  limits[string]{every: time.Second, burst: 20},
		wallets:  limits[common.Address]{every: 6 * time.Second, burst: 10},
		commands: limits[common.Address]{every: 500 * time.Millisecond, burst: 40},
	}
	rand.Read(d.nonces.key[:]) // never fails
	return d
}

// mostLimits is how many strangers one table of limits tells apart.
const mostLimits = 10_000

// limits lets each of many act once in every, and burst times at once. Its memory is bounded: of too many, some are forgotten, which
// gives those another burst. Its method may be called by any goroutine.
type limits[K comparable] struct {
	every time.Duration
	burst int

	mu    sync.Mutex
	known map[K]*rate.Limiter
}

func (l *limits[K]) allow(k K, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	one := l.known[k]
	if one == nil {
		if l.known == nil {
			l.known = map[K]*rate.Limiter{}
		}
		for other := range l.known {
			if len(l.known) < mostLimits {
				break
			}
			delete(l.known, other)
		}
		one = rate.NewLimiter(rate.Every(l.every), l.burst)
		l.known[k] = one
	}
	return one.AllowN(now, 1)
}

// nonces gives and takes nonces without keeping those that are out: each says when it ends, under a key that this process drew.
// Only used ones are kept, until they would have ended. Its methods may be called by any goroutine.
type nonces struct {
	key [sha256.Size]byte

	mu   sync.Mutex
	used map[nonceID]time.Time // until when it has to be remembered
	next time.Time             // when it is worth looking for what can be forgotten
}

// nonceID is the end in Unix seconds and 64 random bits.
type nonceID [16]byte

const nonceMAC = 16 // bytes: beyond guessing

func (n *nonces) mac(id nonceID) []byte {
	h := hmac.New(sha256.New, n.key[:])
	h.Write(id[:])
	return h.Sum(nil)[:nonceMAC]
}

// give returns a nonce and its end. It is letters and digits only, as EIP-4361 wants it.
func (n *nonces) give(now time.Time) (string, time.Time) {
	var id nonceID
	end := now.Add(nonceLife).Truncate(time.Second)
	binary.BigEndian.PutUint64(id[:8], uint64(end.Unix()))
	rand.Read(id[8:]) // never fails
	return hex.EncodeToString(append(id[:], n.mac(id)...)), end
}

// open returns what a nonce of ours says that is not over.
func (n *nonces) open(text string, now time.Time) (id nonceID, ok bool) {
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != len(id)+nonceMAC {
		return id, false
	}
	copy(id[:], raw)
	return id, hmac.Equal(raw[len(id):], n.mac(id)) && now.Unix() < int64(binary.BigEndian.Uint64(id[:8]))
}

// use takes a nonce that open returned; false when it was taken before.
func (n *nonces) use(id nonceID, now time.Time) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.used == nil {
		n.used = map[nonceID]time.Time{}
	}
	if now.After(n.next) {
		for old, end := range n.used {
			if now.After(end) {
				delete(n.used, old)
			}
		}
		n.next = now.Add(nonceLife / 10)
	}
	if _, taken := n.used[id]; taken {
		return false
	}
	n.used[id] = time.Unix(int64(binary.BigEndian.Uint64(id[:8])), 0).Add(time.Second)
	return true
}
