package xmtp

import (
	"context"
	"errors"
	"fmt"
)

const (
	identityAPI = "/xmtp.identity.api.v1.IdentityApi/"
	mlsAPI      = "/xmtp.mls.api.v1.MlsApi/"

	// The official node's limits.
	maxCommitLogWrites  = 10
	maxCommitLogQueries = 20
)

// unary answers an encoded request with an encoded response.
type unary func(ctx context.Context, request []byte) ([]byte, error)

func (n *Node) unaries() map[string]unary {
	return map[string]unary{
		identityAPI + "PublishIdentityUpdate":               n.publishIdentityUpdate,
		identityAPI + "GetIdentityUpdates":                  n.getIdentityUpdates,
		identityAPI + "GetInboxIds":                         n.getInboxIDs,
		identityAPI + "VerifySmartContractWalletSignatures": n.verifySignatures,

		mlsAPI + "UploadKeyPackage":      n.uploadKeyPackage,
		mlsAPI + "FetchKeyPackages":      n.fetchKeyPackages,
		mlsAPI + "SendGroupMessages":     n.sendGroupMessages,
		mlsAPI + "SendWelcomeMessages":   n.sendWelcomes,
		mlsAPI + "QueryGroupMessages":    n.query(func(s *state) *topics { return &s.messages }),
		mlsAPI + "QueryWelcomeMessages":  n.query(func(s *state) *topics { return &s.welcomes }),
		mlsAPI + "GetNewestGroupMessage": n.newestGroupMessages,
		mlsAPI + "BatchPublishCommitLog": n.publishCommitLog,
		mlsAPI + "BatchQueryCommitLog":   n.queryCommitLog,
	}
}

func (n *Node) publishIdentityUpdate(_ context.Context, request []byte) ([]byte, error) {
	update, err := only(request, 1)
	if err != nil {
		return nil, invalid(err)
	}
	return nil, n.write(kindIdentityUpdate, update)
}

func (n *Node) getIdentityUpdates(_ context.Context, request []byte) ([]byte, error) {
	var out []byte
	err := each(request, func(tag, _ uint64, data []byte) error {
		if tag != 1<<3|lenBytes {
			return nil
		}
		var inbox string
		var after uint64
		err := each(data, func(tag, number uint64, data []byte) error {
			switch tag {
			case 1<<3 | lenBytes:
				inbox = string(data)
			case 2<<3 | varint:
				after = number
			}
			return nil
		})
		if err != nil {
			return err
		}
		response := putBytes(nil, 1, []byte(inbox))
		n.read(func(s *state) {
			for _, u := range s.updates[inbox] {
				if u.id > after {
					log := putNumber(nil, 1, u.id)
					log = putNumber(log, 2, uint64(u.at))
					response = putBytes(response, 2, putBytes(log, 3, u.raw))
				}
			}
		})
		out = putBytes(out, 1, response)
		return nil
	})
	if err != nil {
		return nil, invalid(err)
	}
	return out, nil
}

func (n *Node) getInboxIDs(_ context.Context, request []byte) ([]byte, error) {
	var out []byte
	err := each(request, func(tag, _ uint64, data []byte) error {
		if tag != 1<<3|lenBytes {
			return nil
		}
		var value string
		var kind uint64
		err := each(data, func(tag, number uint64, data []byte) error {
			switch tag {
			case 1<<3 | lenBytes:
				value = string(data)
			case 2<<3 | varint:
				kind = number
			}
			return nil
		})
		if err != nil {
			return err
		}
		var inbox string
		if isAddress(kind) {
			n.read(func(s *state) { inbox = s.inboxOf(value) })
		}
		response := putBytes(nil, 1, []byte(value))
		if inbox != "" {
			response = putBytes(response, 2, []byte(inbox))
		}
		out = putBytes(out, 1, putNumber(response, 3, kind))
		return nil
	})
	if err != nil {
		return nil, invalid(err)
	}
	return out, nil
}

func (n *Node) verifySignatures(ctx context.Context, request []byte) ([]byte, error) {
	signatures, err := repeated(request, 1)
	if err != nil {
		return nil, invalid(err)
	}
	var out []byte
	for _, b := range signatures {
		var account string
		var block uint64
		var hash, signature []byte
		err := each(b, func(tag, number uint64, data []byte) error {
			switch tag {
			case 1<<3 | lenBytes:
				account = string(data)
			case 2<<3 | varint:
				block = number
			case 3<<3 | lenBytes:
				signature = data
			case 4<<3 | lenBytes:
				hash = data
			}
			return nil
		})
		if err != nil {
			return nil, invalid(err)
		}
		valid, problem := false, errors.New("this node verifies no smart contract wallets")
		if n.verify != nil {
			valid, problem = n.verify(ctx, account, block, hash, signature)
		}
		response := putBool(nil, 1, valid && problem == nil)
		response = putNumber(response, 2, block)
		if problem != nil {
			response = putBytes(response, 3, []byte(problem.Error()))
		}
		out = putBytes(out, 1, response)
	}
	return out, nil
}

func (n *Node) uploadKeyPackage(_ context.Context, request []byte) ([]byte, error) {
	upload, err := only(request, 1)
	if err != nil {
		return nil, invalid(err)
	}
	keyPackage, err := only(upload, 1)
	if err != nil {
		return nil, invalid(err)
	}
	return nil, n.write(kindKeyPackage, keyPackage)
}

func (n *Node) fetchKeyPackages(_ context.Context, request []byte) ([]byte, error) {
	installations, err := repeated(request, 1)
	if err != nil {
		return nil, invalid(err)
	}
	var out []byte
	n.read(func(s *state) {
		for _, key := range installations {
			var response []byte // stays empty, and in its place, when there is none
			if keyPackage := s.keyPackages[string(key)]; keyPackage != nil {
				response = putBytes(nil, 1, keyPackage)
			}
			out = putBytes(out, 1, response)
		}
	})
	return out, nil
}

func (n *Node) sendGroupMessages(_ context.Context, request []byte) ([]byte, error) {
	messages, err := repeated(request, 1)
	if err != nil {
		return nil, invalid(err)
	}
	for i, message := range messages {
		if messages[i], err = only(message, 1); err != nil {
			return nil, invalid(err)
		}
	}
	return nil, n.write(kindGroupMessage, messages...)
}

func (n *Node) sendWelcomes(_ context.Context, request []byte) ([]byte, error) {
	welcomes, err := repeated(request, 1)
	if err != nil {
		return nil, invalid(err)
	}
	return nil, n.write(kindWelcome, welcomes...)
}

// query answers with a page of the log that which chooses, newest first unless
// the request says otherwise.
func (n *Node) query(which func(*state) *topics) unary {
	return func(_ context.Context, request []byte) ([]byte, error) {
		q, err := readQuery(request)
		if err != nil {
			return nil, err
		}
		if q.direction == unspecified {
			q.direction = descending
		}
		var items []*item
		var next uint64
		n.read(func(s *state) { items, next = which(s).page(q) })
		return putPage(nil, 1, q, items, next), nil
	}
}

func (n *Node) newestGroupMessages(_ context.Context, request []byte) ([]byte, error) {
	groups, err := repeated(request, 1)
	if err != nil {
		return nil, invalid(err)
	}
	content := false
	err = each(request, func(tag, number uint64, _ []byte) error {
		if tag == 2<<3|varint {
			content = number != 0
		}
		return nil
	})
	if err != nil {
		return nil, invalid(err)
	}
	var out []byte
	n.read(func(s *state) {
		for _, group := range groups {
			var response []byte
			if items := s.messages.byTopic[string(group)]; len(items) > 0 {
				newest := items[len(items)-1]
				response = putBytes(nil, 1, newest.meta)
				if content {
					response = putBytes(nil, 1, newest.wire)
				}
			}
			out = putBytes(out, 1, response)
		}
	})
	return out, nil
}

func (n *Node) publishCommitLog(_ context.Context, request []byte) ([]byte, error) {
	entries, err := repeated(request, 1)
	if err != nil {
		return nil, invalid(err)
	}
	if len(entries) > maxCommitLogWrites {
		return nil, invalid(fmt.Errorf("%d commit log entries in a request; at most %d", len(entries), maxCommitLogWrites))
	}
	return nil, n.write(kindCommitLog, entries...)
}

// queryCommitLog is oldest first unless a query says otherwise: a log is read from its start.
func (n *Node) queryCommitLog(_ context.Context, request []byte) ([]byte, error) {
	queries, err := repeated(request, 1)
	if err != nil {
		return nil, invalid(err)
	}
	if len(queries) > maxCommitLogQueries {
		return nil, invalid(fmt.Errorf("%d commit log queries in a request; at most %d", len(queries), maxCommitLogQueries))
	}
	var out []byte
	for _, b := range queries {
		q, err := readQuery(b)
		if err != nil {
			return nil, err
		}
		if q.direction == unspecified {
			q.direction = ascending
		}
		var items []*item
		var next uint64
		n.read(func(s *state) { items, next = s.commitLog.page(q) })
		out = putBytes(out, 1, putPage(putBytes(nil, 1, []byte(q.topic)), 2, q, items, next))
	}
	return out, nil
}
