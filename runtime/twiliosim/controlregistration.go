package twiliosim

import (
	"errors"
	"net/http"
)

// controlService is a Messaging Service in the control API.
type controlService struct {
	SID          string           `json:"sid"`
	FriendlyName string           `json:"friendlyName"`
	Numbers      []string         `json:"numbers"`
	Campaign     *controlCampaign `json:"campaign,omitempty"`
}

type controlCampaign struct {
	UseCase string   `json:"useCase"`
	Status  string   `json:"status"`
	Errors  []string `json:"errors,omitempty"`
}

func (s *Service) control() controlService {
	c := controlService{SID: s.sid, FriendlyName: s.Settings().FriendlyName, Numbers: []string{}}
	for _, n := range s.Numbers() {
		c.Numbers = append(c.Numbers, n.address)
	}
	if campaign := s.registered(); campaign != nil {
		c.Campaign = &controlCampaign{campaign.UseCase, campaign.Status, campaign.Errors}
	}
	return c
}

func (s *Sim) controlServices(*http.Request) (int, any, error) {
	list := []controlService{}
	for _, a := range s.accounts() {
		for _, service := range s.services.of(a) {
			list = append(list, service.control())
		}
	}
	return http.StatusOK, map[string]any{"services": list}, nil
}

func (s *Sim) controlAddService(r *http.Request) (int, any, error) {
	var wish struct {
		FriendlyName              string
		UseInboundWebhookOnNumber bool
	}
	if err := readJSON(r, &wish); err != nil {
		return 0, nil, err
	}
	made := s.Account().AddService(ServiceSettings{
		FriendlyName: wish.FriendlyName, UseInboundWebhookOnNumber: wish.UseInboundWebhookOnNumber})
	return http.StatusCreated, made.control(), nil
}

func (s *Sim) controlCampaign(r *http.Request) (int, any, error) {
	var wish controlCampaign
	if err := readJSON(r, &wish); err != nil {
		return 0, nil, err
	}
	for _, a := range s.accounts() {
		if service := s.services.find(a, r.PathValue("sid")); service != nil {
			service.SetCampaign(Campaign{UseCase: wish.UseCase, Status: wish.Status, Errors: wish.Errors})
			return http.StatusOK, service.control(), nil
		}
	}
	return 0, nil, &missingError{"service " + r.PathValue("sid")}
}

func (s *Sim) controlVerify(r *http.Request) (int, any, error) {
	var wish struct {
		Status  string
		Reasons []string
	}
	if err := readJSON(r, &wish); err != nil {
		return 0, nil, err
	}
	n := s.Number(r.PathValue("n"))
	switch {
	case n == nil:
		return 0, nil, &missingError{"number " + r.PathValue("n")}
	case n.kind != TollFree:
		return 0, nil, errors.New("only toll-free numbers are verified: long codes go by the campaign of their service")
	}
	n.SetVerification(wish.Status, wish.Reasons...)
	return http.StatusOK, n.control(), nil
}
