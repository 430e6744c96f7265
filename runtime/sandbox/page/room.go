package page

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/sandbox/frontdoor"
)

// Room is the room as the page shows it.
type Room struct {
	Name        string `json:"name"`
	DisplayName string `json:"displayName"`
	Number      string `json:"number"`
	Ready       bool   `json:"ready"`
	// Message is what the Ready condition says.
	Message    string      `json:"message"`
	Conditions []Condition `json:"conditions"`
	Replicas   int32       `json:"replicas"`
	Pods       []Pod       `json:"pods"`
	// Members and BacklogSegments are what the pods' metrics say; -1 when none answers.
	Members         int    `json:"members"`
	BacklogSegments int    `json:"backlogSegments"`
	Kubeconfig      string `json:"kubeconfig"`
	// Admin is the address of the admin screen.
	Admin string `json:"admin"`
}

// Condition is a condition of the SmackRoom.
type Condition struct {
	Type    string `json:"type"`
	Status  string `json:"status"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

// Pod is a pod of the room.
type Pod struct {
	Name     string `json:"name"`
	Ready    bool   `json:"ready"`
	State    string `json:"state"`
	Address  string `json:"address"`
	Restarts int32  `json:"restarts"`
}

// pace is how often the room is looked at: a look is a read of the cache and one
// request to a pod.
const pace = 400 * time.Millisecond

// roomView keeps the latest look at the room.
type roomView struct {
	config Config
	http   http.Client

	mu   sync.Mutex
	last Room
}

func newRoomView(config Config) *roomView {
	return &roomView{
		config: config, http: http.Client{Timeout: time.Second},
		last: Room{Name: config.Room.Name, Conditions: []Condition{}, Pods: []Pod{}, Members: -1, BacklogSegments: -1},
	}
}

func (v *roomView) current() Room {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.last
}

// follow tells viewers each change until ctx ends.
func (v *roomView) follow(ctx context.Context, to *viewers) {
	tick := time.NewTicker(pace)
	defer tick.Stop()
	for {
		if room, changed := v.look(ctx); changed {
			to.tell(update{Type: "room", Room: &room})
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			v.http.CloseIdleConnections()
			return
		}
	}
}

func (v *roomView) look(ctx context.Context) (Room, bool) {
	var found v1alpha1.SmackRoom
	if err := v.config.Reader.Get(ctx, v.config.Room, &found); err != nil {
		return Room{}, false
	}
	pods, err := frontdoor.Pods(ctx, v.config.Reader, &found)
	if err != nil {
		return Room{}, false
	}
	room := describe(&found, pods)
	room.Kubeconfig, room.Admin = v.config.Kubeconfig, v.config.Admin
	room.Members, room.BacklogSegments = v.ask(ctx, pods)
	v.mu.Lock()
	defer v.mu.Unlock()
	changed := !reflect.DeepEqual(v.last, room)
	v.last = room
	return room, changed
}

func describe(room *v1alpha1.SmackRoom, pods []corev1.Pod) Room {
	shown := Room{
		Name: room.Name, DisplayName: room.DisplayName(), Replicas: room.Replicas(),
		Conditions: []Condition{}, Pods: []Pod{},
	}
	if room.Status.PhoneNumber != nil {
		shown.Number = room.Status.PhoneNumber.E164
	}
	if ready := meta.FindStatusCondition(room.Status.Conditions, v1alpha1.ConditionReady); ready != nil {
		shown.Ready, shown.Message = ready.Status == "True", ready.Message
	}
	for _, c := range room.Status.Conditions {
		shown.Conditions = append(shown.Conditions, Condition{c.Type, string(c.Status), c.Reason, c.Message})
	}
	for i := range pods {
		shown.Pods = append(shown.Pods, describePod(&pods[i]))
	}
	slices.SortStableFunc(shown.Pods, func(a, b Pod) int { return cmp.Compare(a.Name, b.Name) })
	return shown
}

func describePod(pod *corev1.Pod) Pod {
	shown := Pod{Name: pod.Name, Ready: frontdoor.Ready(pod), Address: pod.Status.PodIP, State: string(pod.Status.Phase)}
	for _, c := range pod.Status.ContainerStatuses {
		shown.Restarts += c.RestartCount
		if c.State.Waiting != nil {
			shown.State = c.State.Waiting.Reason
		}
	}
	switch {
	case pod.DeletionTimestamp != nil:
		shown.State = "Terminating"
	case shown.Ready:
		shown.State = "Ready"
	}
	return shown
}

// ask takes the room's own numbers from the first pod that tells them.
func (v *roomView) ask(ctx context.Context, pods []corev1.Pod) (members, backlogSegments int) {
	for i := range pods {
		address := frontdoor.Address(&pods[i], "metrics")
		if !frontdoor.Ready(&pods[i]) || address == "" {
			continue
		}
		metrics, err := v.scrape(ctx, "http://"+address+"/metrics")
		if err == nil {
			return pick(metrics, `smack_members{kind="all"}`), pick(metrics, "smack_backlog_segments")
		}
	}
	return -1, -1
}

func pick(metrics map[string]float64, name string) int {
	if value, ok := metrics[name]; ok {
		return int(value)
	}
	return -1
}

func (v *roomView) scrape(ctx context.Context, url string) (map[string]float64, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, fmt.Errorf("asking a pod: %w", err)
	}
	response, err := v.http.Do(request)
	if err != nil {
		return nil, fmt.Errorf("asking a pod: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	return parseMetrics(io.LimitReader(response.Body, 4<<20)), nil
}

// parseMetrics reads the samples of the Prometheus text format by name and labels.
func parseMetrics(text io.Reader) map[string]float64 {
	samples := map[string]float64{}
	lines := bufio.NewScanner(text)
	for lines.Scan() {
		line := lines.Text()
		at := strings.LastIndexByte(line, ' ')
		if at < 0 || strings.HasPrefix(line, "#") {
			continue
		}
		if value, err := strconv.ParseFloat(line[at+1:], 64); err == nil {
			samples[line[:at]] = value
		}
	}
	return samples
}
