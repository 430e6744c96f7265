package roomfile_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestRoomfile(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "Room file")
}
