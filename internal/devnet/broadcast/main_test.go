package broadcast

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// parentFolder makes the test binary a program that performs into that folder.
const parentFolder = "BROADCAST_TEST_FOLDER"

func TestMain(m *testing.M) {
	if folder := os.Getenv(parentFolder); folder != "" {
		beParent(folder)
	}
	goleak.VerifyTestMain(m)
}
