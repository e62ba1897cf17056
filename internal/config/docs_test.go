package config

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
)

func documentation(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestEveryKeyIsDocumented compares the table with the tags: keys, variables, defaults and ranges.
func TestEveryKeyIsDocumented(t *testing.T) {
	rows := map[string][]string{}
	for line := range strings.Lines(documentation(t)) {
		cells := strings.Split(strings.TrimSpace(line), " | ")
		if len(cells) < 2 || !strings.HasPrefix(cells[1], "`HAUS_") {
			continue
		}
		name := strings.Trim(cells[0], "| `")
		if rows[name] != nil {
			t.Errorf("%s has two rows", name)
		}
		if len(cells) != 5 {
			t.Errorf("%s: the row has %d cells", name, len(cells))
			continue
		}
		rows[name] = cells
	}
	for _, k := range keysOf(reflect.TypeFor[Config]()) {
		row := rows[k.name]
		if row == nil {
			t.Errorf("%s has no row", k.name)
			continue
		}
		delete(rows, k.name)
		preset := "none"
		switch {
		case k.required():
			preset = "required"
		case k.preset != "":
			preset = "`" + k.preset + "`"
		}
		if row[1] != "`"+k.env+"`" || row[2] != preset {
			t.Errorf("%s: the row has %s and %s, want %s and %s", k.name, row[1], row[2], k.env, preset)
		}
		words := map[string]bool{}
		for _, word := range regexp.MustCompile(`[0-9a-z]+`).FindAllString(row[4], -1) {
			words[word] = true
		}
		limits := []string{k.tag.Get("min"), k.tag.Get("max")}
		if !strings.Contains(row[4], "list of the same") {
			limits = append(limits, strings.Fields(k.tag.Get("oneof"))...)
		}
		for _, limit := range limits {
			if limit != "" && !words[limit] {
				t.Errorf("%s: the range %q lacks %s", k.name, row[4], limit)
			}
		}
	}
	for name := range rows {
		t.Errorf("%s has a row and is no key", name)
	}
}

func TestExamplesLoad(t *testing.T) {
	blocks := regexp.MustCompile("(?s)```toml\n(.*?)```").FindAllStringSubmatch(documentation(t), -1)
	factories := map[common.Address]uint64{}
	for _, block := range blocks {
		// The reader has to fill in the one address that is not known.
		text := strings.Replace(block[1], `"0x…"`, `"0x00000000000000000000000000000000000000aa"`, 1)
		c, err := parse("haus.toml", []byte(text), nil)
		if err != nil {
			t.Errorf("%v\nin\n%s", err, text)
			continue
		}
		if c.Chain.ID != 1328 {
			t.Errorf("chain id %d", c.Chain.ID)
		}
		factories[c.Contracts.EventFactory] = c.Chain.StartBlock
	}
	want := map[common.Address]uint64{
		common.HexToAddress("0xF35E01BB322A208c89fFA19E0c155E5BcD65FC7E"): 90526031,
		common.HexToAddress("0xA7597B8b9914b15d22d9E1fFc247dA17a37c260D"): 185386104,
	}
	if !reflect.DeepEqual(factories, want) {
		t.Errorf("got %v, want %v", factories, want)
	}
}

// TestExampleWithoutFile takes the variables from the shell example.
func TestExampleWithoutFile(t *testing.T) {
	block := regexp.MustCompile("(?s)```sh\n(.*?)```").FindStringSubmatch(documentation(t))
	if block == nil {
		t.Fatal("no example")
	}
	if _, err := Load(t.TempDir()+"/haus.toml", regexp.MustCompile(`HAUS_\S+`).FindAllString(block[1], -1)); err != nil {
		t.Error(err)
	}
}

// TestMendsQuoteRealErrors keeps the left column of the table of errors true: the tests hold every error's exact words.
func TestMendsQuoteRealErrors(t *testing.T) {
	var said string
	for _, name := range []string{"load_test.go", "refuse_test.go"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		said += string(text)
	}
	_, section, _ := strings.Cut(documentation(t), "## When it is refused")
	rows := 0
	for line := range strings.Lines(section) {
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		rows++
		cell, _, _ := strings.Cut(line, " | ")
		for i, quote := range strings.Split(cell, "`") {
			for part := range strings.SplitSeq(quote, "…") {
				if i%2 == 1 && !strings.Contains(said, part) {
					t.Errorf("no error says %q", part)
				}
			}
		}
	}
	if rows == 0 {
		t.Error("no rows")
	}
}
