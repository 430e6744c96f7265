package main

import (
	"context"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"

	"github.com/smackdev/smack/runtime/store/redistest"
)

func TestSmackRoom(t *testing.T) {
	RegisterFailHandler(Fail)
	SetDefaultEventuallyTimeout(15 * time.Second)
	RunSpecs(t, "smack-room")
}

var (
	binary string
	server *redistest.Server
)

var _ = BeforeSuite(func(ctx context.Context) {
	var err error
	binary, err = gexec.Build("github.com/smackdev/smack/runtime/cmd/smack-room")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(gexec.CleanupBuildArtifacts)
	server, err = redistest.New()
	Expect(err).NotTo(HaveOccurred())
	Expect(server.Start(ctx)).To(Succeed())
	DeferCleanup(server.Stop)
})
