package store_test

import "bytes"

type reader struct{ *bytes.Reader }

// newReader reads what is in the file now; written files are never changed, only appended to.
func newReader(data []byte) reader { return reader{bytes.NewReader(data)} }

func (reader) Close() error { return nil }
