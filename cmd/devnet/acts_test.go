package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// What reactors did is told by what is different in the API, once.
func TestDoingsAreToldByWhatChanged(t *testing.T) {
	seats := func(standings ...string) string {
		var out []string
		for i, s := range standings {
			if s != "" {
				out = append(out, fmt.Sprintf(`{"address":"0x%08x%032x","standing":%q}`, i+1, 0, s))
			}
		}
		return strings.Join(out, ",")
	}
	chat := func(rooms, seats string) string { return `{"data":{"rooms":[` + rooms + `],"seats":[` + seats + `]}}` }
	archive := func(standing, manifest string, complete bool, chunks ...string) string {
		return fmt.Sprintf(`{"data":{"standing":%q,"why":null,"manifestCid":%s,"complete":%t,"chunks":[%s]}}`, standing, manifest, complete, strings.Join(chunks, ","))
	}
	chunk := func(i int, missing string) string {
		return fmt.Sprintf(`{"chunkIndex":%d,"cid":"bafkreichunk%d","size":5240000,"seconds":60.04,"missing":[%s]}`, i, i, missing)
	}
	document := func(standing, why, transaction string) string {
		return fmt.Sprintf(`{"data":{"standing":%q,"why":%s,"uri":"ipfs://bafkreia","transactionHash":%s,"parts":["chat"]}}`, standing, why, transaction)
	}
	const room1, room2 = `{"groupId":"9aa92745add0ffff9aa92745add0ffff"}`, `{"groupId":"0b0b"}`
	first := func(i int) string { return fmt.Sprintf("0x%08x…", i) }
	var answers map[string]string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, answers[r.URL.Path]) }))
	defer server.Close()
	d := doings{base: server.URL, chats: map[string]*chatState{}, documents: map[string]string{}, archives: map[string]*archiveTold{}}
	for _, tt := range []struct {
		name, reactor, what, answer string
		want                        []string
	}{
		{"an attempt that begins says nothing", "chat", "running", chat(room1, seats("member")), nil},
		{"a group whose members wait", "chat", "waiting", chat(room1, seats("waiting", "waiting")),
			[]string{"room 1 of the chat is XMTP group 9aa92745add0…", "waits, not on XMTP yet: " + first(1) + ", " + first(2)}},
		{"nothing new", "chat", "done", chat(room1, seats("waiting", "waiting")), nil},
		{"many come in", "chat", "done", chat(room1, seats("member", "waiting", "member", "member", "member")),
			[]string{"in the chat now: " + first(1) + ", " + first(3) + ", " + first(4) + " and 1 more"}},
		{"out, left and thrown out", "chat", "done", chat(room1+","+room2, seats("", "", "left", "removed", "member")),
			[]string{"room 2 of the chat is XMTP group 0b0b", "out of the chat: " + first(1), "removed by somebody else, and not added again: " + first(4), "left the chat: " + first(3)}},
		{"a transaction", "metadata", "waiting", document("pending", "null", `"0x1234567890"`),
			[]string{"haus writes chat into its document by transaction 0x12345678…, ipfs://bafkrei…"}},
		{"the same one", "metadata", "done", document("current", "null", `"0x1234567890"`), nil},
		{"parked", "metadata", "failed", document("parked", `"0x… may not write"`, "null"), []string{"its document is parked: 0x… may not write"}},
		{"still parked", "metadata", "failed", document("parked", `"0x… may not write"`, "null"), nil},
		{"a recording begins", "archive", "waiting", archive("recording", "null", false), []string{"haus records the show"}},
		{"chunks", "archive", "waiting", archive("recording", `"bafydir1"`, false, chunk(0, ""), chunk(1, `"segment 7"`)),
			[]string{"chunk 0 recorded, 60.0 s in 5.2 MB: bafkreichunk0", "chunk 1 recorded, 60.0 s in 5.2 MB, without segment 7: bafkreichunk1", "a playlist of 2 chunks: bafydir1"}},
		{"nobody performed", "archive", "waiting", archive("lost", `"bafydir1"`, false, chunk(0, ""), chunk(1, "")), nil},
		{"the window of a show that nobody records", "archive", "waiting", archive("closing", `"bafydir1"`, false, chunk(0, ""), chunk(1, "")), nil},
		{"its end", "archive", "done", archive("complete", `"bafydir2"`, true, chunk(0, ""), chunk(1, ""), chunk(2, "")),
			[]string{"chunk 2 recorded, 60.0 s in 5.2 MB: bafkreichunk2", "a playlist of 3 chunks: bafydir2", "the archive is complete"}},
		{"nothing new of it", "archive", "done", archive("complete", `"bafydir2"`, true, chunk(0, ""), chunk(1, ""), chunk(2, "")), nil},
		{"a reactor it does not know", "curation", "done", "", nil},
	} {
		answers = map[string]string{"/v1/events/7/chat": tt.answer, "/v1/events/7/metadata": tt.answer, "/v1/events/7/archive": tt.answer}
		var got []string
		for _, h := range d.after(t.Context(), reaction{Reactor: tt.reactor, EventID: "7", What: tt.what}) {
			text, ours := strings.CutPrefix(h.text, "event 7: ")
			if !ours || h.path != "/v1/events/7/"+tt.reactor && !strings.HasPrefix(h.path, "/ipfs/baf") {
				t.Errorf("%s: %+v", tt.name, h)
			}
			got = append(got, text)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s:\n%s\nwant\n%s", tt.name, strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
		}
	}
}

// Reactions come by the same feed, when they are asked for.
func TestReactionsAreFollowed(t *testing.T) {
	for _, acts := range []bool{true, false} {
		h := &fakeHaus{
			changed: "event: reaction\ndata: {\"reactor\":\"chat\",\"eventId\":\"4\",\"what\":\"done\",\"at\":1}\n\n",
			streams: []string{"id: b\nevent: log\ndata: " + tip("b", 8, "last", false) + "\n\n"},
		}
		f := follower{since: 6, digestEvery: time.Hour, acts: acts, imitations: func(context.Context) (int, error) { return 0, nil }}
		got := strings.Join(h.watch(t, f, "last"), "\n")
		if want := "block     6  event 4: in the chat now: 0xaaaaaaaa…"; strings.Contains(got, want) != acts {
			t.Errorf("asked for %t:\n%s", acts, got)
		}
	}
}
