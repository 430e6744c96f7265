package twiliosim

import (
	"slices"
	"strings"
	"time"
)

// Campaign is a US A2P campaign, registered for a Messaging Service and so for its long codes.
type Campaign struct {
	// UseCase is what the texts are for, such as PROXY or SOCIAL.
	UseCase string
	// Status is Twilio's word: PENDING, IN_PROGRESS, VERIFIED, FAILED, SUSPENDED.
	Status string
	// Errors say why it was refused.
	Errors []string

	sid     string
	created time.Time
}

// The words for a campaign that texts may go out under, and for an approved verification.
const (
	campaignVerified = "VERIFIED"
	tollFreeApproved = "TWILIO_APPROVED"
	tollFreeRejected = "TWILIO_REJECTED"
)

// verification is what a toll-free number was registered for.
type verification struct {
	sid, status string
	reasons     []string
	created     time.Time
}

// editTime is how long a refused verification may be mended.
const editTime = 7 * 24 * time.Hour

// SetCampaign registers a campaign for the service, or changes the one that it has; one without
// status is withdrawn.
func (s *Service) SetCampaign(c Campaign) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.Status == "" {
		s.campaign = nil
		return
	}
	c.sid, c.created = s.sim.mint.next("QE"), s.sim.now()
	if s.campaign != nil {
		c.sid, c.created = s.campaign.sid, s.campaign.created
	}
	c.Errors = slices.Clone(c.Errors)
	s.campaign = &c
}

func (s *Service) registered() *Campaign {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.campaign
}

// SetVerification says how far the verification of a toll-free number is: PENDING_REVIEW, IN_REVIEW,
// TWILIO_APPROVED, or TWILIO_REJECTED for reasons. An empty status withdraws it.
func (n *Number) SetVerification(status string, reasons ...string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if status == "" {
		n.verification = nil
		return
	}
	v := verification{sid: n.sim.mint.next("HH"), status: status, reasons: reasons, created: n.sim.now()}
	if n.verification != nil {
		v.sid, v.created = n.verification.sid, n.verification.created
	}
	n.verification = &v
}

func (n *Number) verified() *verification {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.verification
}

// unregistered is the error with which US networks turn texts of a sender away, 0 if they take them.
func (n *Number) unregistered(to string) int32 {
	if !strings.HasPrefix(n.address, "+1") || countryOf(to) != "US" {
		return 0
	}
	if n.kind == TollFree {
		if v := n.verified(); v == nil || v.status != tollFreeApproved {
			return 30032
		}
		return 0
	}
	service := n.inService()
	if service == nil {
		return 30034
	}
	switch c := service.registered(); {
	case c == nil || c.Status == "FAILED":
		return 30034
	case c.Status == "SUSPENDED":
		return 30033
	case c.Status != campaignVerified:
		return 30035
	}
	return 0
}
