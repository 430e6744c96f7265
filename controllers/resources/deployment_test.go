package resources_test

import (
	"os"
	"path"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	. "github.com/onsi/gomega/gstruct"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"sigs.k8s.io/yaml"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

func deploymentOf(in resources.Input) *appsv1.Deployment {
	GinkgoHelper()
	return deploymentOver(in, &appsv1.Deployment{})
}

// deploymentOver is what follows one that there is.
func deploymentOver(in resources.Input, live *appsv1.Deployment) *appsv1.Deployment {
	GinkgoHelper()
	configuration, err := resources.Deployment(in, live)
	Expect(err).NotTo(HaveOccurred())
	return typed[appsv1.Deployment](configuration)
}

func podOf(room *v1alpha1.SmackRoom) corev1.PodTemplateSpec {
	GinkgoHelper()
	return deploymentOf(inputOf(room)).Spec.Template
}

var _ = Describe("Deployment", func() {
	It("is the same pod template from release to release, so that an upgrade restarts nothing", func() {
		configuration, err := resources.Deployment(inputOf(family()), &appsv1.Deployment{})
		Expect(err).NotTo(HaveOccurred())
		got, err := yaml.Marshal(configuration.Spec.Template)
		Expect(err).NotTo(HaveOccurred())
		if os.Getenv("UPDATE_GOLDEN") != "" {
			Expect(os.WriteFile("testdata/pod.yaml", got, 0o644)).To(Succeed())
		}
		want, err := os.ReadFile("testdata/pod.yaml")
		Expect(err).NotTo(HaveOccurred())
		Expect(string(got)).To(Equal(string(want)), "every room restarts when this changes; if it must, run with UPDATE_GOLDEN=1")
	})

	DescribeTable("restarts no pod for",
		func(change func(*resources.Input)) {
			before, after := inputOf(family()), inputOf(family())
			change(&after)
			Expect(deploymentOf(after).Spec.Template).To(Equal(deploymentOf(before).Spec.Template))
		},
		Entry("another number", func(in *resources.Input) { in.Number.E164 = "+14155550199" }),
		Entry("the default said aloud", func(in *resources.Input) {
			in.Room.Spec.Carrier.BaseURL, in.Room.Spec.Chat.Retention = roomfile.DefaultCarrierURL, "30d"
		}),
		Entry("another name for members", func(in *resources.Input) { in.Room.Spec.DisplayName = "Kin" }),
		Entry("another public address", func(in *resources.Input) { in.Room.Spec.Exposure.BaseURL = "https://b.example.com" }),
		Entry("chat settings", func(in *resources.Input) { in.Room.Spec.Chat.Welcome = "Hello" }),
		Entry("limits", func(in *resources.Input) { in.Room.Spec.Limits.MaxMembers = ptr(int32(5)) }),
		Entry("a rate", func(in *resources.Input) { in.Room.Spec.Delivery.MessagesPerSecond = ptr(int32(5)) }),
		Entry("a rule", func(in *resources.Input) { in.Room.Spec.Rules = []roomfile.Rule{{Name: "a", When: "true"}} }),
		Entry("a command without a secret", func(in *resources.Input) {
			in.Room.Spec.Commands = []roomfile.Command{{Name: "weather", URL: "https://w.example.com"}}
		}),
		Entry("more pods", func(in *resources.Input) { in.Room.Spec.Replicas = ptr(int32(9)) }),
		Entry("labels on the SmackRoom", func(in *resources.Input) { in.Room.Labels = map[string]string{"team": "a"} }),
	)

	DescribeTable("restarts the pods for what they take only at their start:",
		func(change func(*resources.Input)) {
			room := family(func(r *v1alpha1.SmackRoom) { r.Spec.Redis = sentinels() })
			before, after := inputOf(room), inputOf(room.DeepCopy())
			change(&after)
			Expect(deploymentOf(after).Spec.Template).NotTo(Equal(deploymentOf(before).Spec.Template))
		},
		Entry("another carrier", func(in *resources.Input) { in.Room.Spec.Carrier.BaseURL = "https://other.example.com" }),
		Entry("another carrier of the operator's", func(in *resources.Input) { in.CarrierBaseURL = "https://other.example.com" }),
		Entry("another retention", func(in *resources.Input) { in.Room.Spec.Chat.Retention = "7d" }),
		Entry("another address of Redis", func(in *resources.Input) { in.Room.Spec.Redis.External.Addresses[0] = "other.example.com:26379" }),
		Entry("another mode of Redis", func(in *resources.Input) { in.Room.Spec.Redis.External.Mode = roomfile.Cluster }),
		Entry("another master", func(in *resources.Input) { in.Room.Spec.Redis.External.MasterName = "other" }),
		Entry("another database", func(in *resources.Input) { in.Room.Spec.Redis.External.Database = 7 }),
		Entry("TLS given up", func(in *resources.Input) { in.Room.Spec.Redis.External.TLS = nil }),
		Entry("a managed Redis", func(in *resources.Input) { in.Room.Spec.Redis = nil }),
		Entry("an image", func(in *resources.Input) { in.Image = "ghcr.io/smackdev/smack:v2" }),
	)

	Describe("that moves to another Redis", func() {
		settled := func(d *appsv1.Deployment) *appsv1.Deployment {
			d.Status = appsv1.DeploymentStatus{Replicas: 2, UpdatedReplicas: 2, AvailableReplicas: 2}
			return d
		}
		moved := inputOf(family(func(r *v1alpha1.SmackRoom) { r.Spec.Redis = sentinels() }))

		It("stops all pods before it starts one, for this rollout alone", func() {
			before := settled(deploymentOf(inputOf(family())))
			during := deploymentOver(moved, before)
			Expect(during.Spec.Strategy).To(Equal(appsv1.DeploymentStrategy{Type: appsv1.RecreateDeploymentStrategyType}))

			By("the pods are on their way")
			during.Generation = 2
			Expect(deploymentOver(moved, during).Spec.Strategy.Type).To(Equal(appsv1.RecreateDeploymentStrategyType))

			By("all have moved")
			settled(during).Status.ObservedGeneration = 2
			after := deploymentOver(moved, during)
			Expect(after.Spec.Strategy.Type).To(Equal(appsv1.RollingUpdateDeploymentStrategyType))
			Expect(after.Spec.Template).To(Equal(during.Spec.Template))
		})

		It("rolls for another way to sign in, and for everything else", func() {
			live := settled(deploymentOf(moved))
			plain := moved
			plain.Room = moved.Room.DeepCopy()
			plain.Room.Spec.Redis.External.TLS = nil
			plain.Image = "ghcr.io/smackdev/smack:v2"
			Expect(deploymentOver(plain, live).Spec.Strategy.Type).To(Equal(appsv1.RollingUpdateDeploymentStrategyType))
		})
	})

	It("starts a new pod before it stops an old one", func() {
		strategy := deploymentOf(inputOf(family())).Spec.Strategy
		Expect(strategy.Type).To(Equal(appsv1.RollingUpdateDeploymentStrategyType))
		Expect(strategy.RollingUpdate.MaxUnavailable.IntValue()).To(Equal(0))
		Expect(strategy.RollingUpdate.MaxSurge.String()).To(Equal("25%"))
	})

	DescribeTable("has as many pods as asked for",
		func(asked *int32, want int32) {
			room := family(func(r *v1alpha1.SmackRoom) { r.Spec.Replicas = asked })
			Expect(deploymentOf(inputOf(room)).Spec.Replicas).To(HaveValue(Equal(want)))
		},
		Entry("by default", nil, int32(2)),
		Entry("none", ptr(int32(0)), int32(0)),
		Entry("many", ptr(int32(7)), int32(7)),
	)

	It("selects exactly the pods it makes", func() {
		deployment := deploymentOf(inputOf(family()))
		for key, value := range deployment.Spec.Selector.MatchLabels {
			Expect(deployment.Spec.Template.Labels).To(HaveKeyWithValue(key, value))
		}
		Expect(resources.PodSelector(family())).To(Equal("app.kubernetes.io/instance=family,app.kubernetes.io/name=smack-room"))
	})
})

var _ = Describe("The room's pods", func() {
	It("satisfy the restricted profile", func() { expectRestricted(podOf(family()).Spec) })

	It("run smack-room as its contract says", func() {
		pod := podOf(family()).Spec
		Expect(pod.Containers).To(HaveLen(1))
		c := pod.Containers[0]
		Expect(c.Command).To(Equal([]string{"/smack-room"}))
		Expect(c.Args).To(Equal([]string{
			"serve", "--config=/etc/smack/room/room.yaml",
			"--listen=:8080", "--admin-listen=:8081", "--metrics-listen=:9090",
		}))
		Expect(c.ReadinessProbe.HTTPGet.Path).To(Equal("/readyz"))
		Expect(c.ReadinessProbe.HTTPGet.Port.String()).To(Equal("metrics"))
		Expect(c.LivenessProbe.HTTPGet.Path).To(Equal("/healthz"))
		Expect(c.Lifecycle.PreStop.Sleep.Seconds).To(Equal(int64(2)))
		Expect(pod.TerminationGracePeriodSeconds).To(HaveValue(Equal(int64(40))))
	})

	It("have no token, and no environment of other Services", func() {
		pod := podOf(family()).Spec
		Expect(pod.AutomountServiceAccountToken).To(HaveValue(BeFalse()))
		Expect(pod.EnableServiceLinks).To(HaveValue(BeFalse()))
		Expect(typed[corev1.ServiceAccount](resources.ServiceAccount(inputOf(family()))).AutomountServiceAccountToken).To(HaveValue(BeFalse()))
	})

	It("spread over nodes and zones where that can be done", func() {
		spread := podOf(family()).Spec.TopologySpreadConstraints
		Expect(spread).To(HaveLen(2))
		Expect([]string{spread[0].TopologyKey, spread[1].TopologyKey}).
			To(ConsistOf("kubernetes.io/hostname", "topology.kubernetes.io/zone"))
		Expect(spread).To(HaveEach(HaveField("WhenUnsatisfiable", corev1.ScheduleAnyway)))
	})
})

var _ = Describe("spec.template", func() {
	template := v1alpha1.Template{
		Image:            "registry.example.com/room:2",
		ImagePullPolicy:  corev1.PullAlways,
		ImagePullSecrets: []v1alpha1.SecretRef{{Name: "registry"}},
		Resources: &corev1.ResourceRequirements{
			Requests: corev1.ResourceList{corev1.ResourceCPU: resource.MustParse("1")},
		},
		NodeSelector:      map[string]string{"pool": "chat"},
		Tolerations:       []corev1.Toleration{{Key: "spot", Operator: corev1.TolerationOpExists}},
		PriorityClassName: "high",
		Affinity: &corev1.Affinity{NodeAffinity: &corev1.NodeAffinity{
			RequiredDuringSchedulingIgnoredDuringExecution: &corev1.NodeSelector{NodeSelectorTerms: []corev1.NodeSelectorTerm{{
				MatchExpressions: []corev1.NodeSelectorRequirement{{Key: "arch", Operator: corev1.NodeSelectorOpIn, Values: []string{"arm64"}}},
			}}},
		}},
		TopologySpreadConstraints: []corev1.TopologySpreadConstraint{{
			MaxSkew: 2, TopologyKey: "rack", WhenUnsatisfiable: corev1.DoNotSchedule,
		}},
		Labels: map[string]string{
			"team": "kin", "app.kubernetes.io/name": "mine", "app.kubernetes.io/instance": "mine",
		},
		Annotations: map[string]string{"sidecar": "no"},
	}
	room := family(func(r *v1alpha1.SmackRoom) { r.Spec.Template = template })

	It("is followed in every field", func() {
		pod := podOf(room)
		Expect(pod.Spec.Containers[0]).To(MatchFields(IgnoreExtras, Fields{
			"Image":           Equal(template.Image),
			"ImagePullPolicy": Equal(corev1.PullAlways),
			"Resources":       Equal(*template.Resources),
		}))
		Expect(pod.Spec).To(MatchFields(IgnoreExtras, Fields{
			"ImagePullSecrets":          Equal([]corev1.LocalObjectReference{{Name: "registry"}}),
			"NodeSelector":              Equal(template.NodeSelector),
			"Tolerations":               Equal(template.Tolerations),
			"PriorityClassName":         Equal("high"),
			"Affinity":                  Equal(template.Affinity),
			"TopologySpreadConstraints": Equal(template.TopologySpreadConstraints),
		}))
		Expect(pod.Annotations).To(HaveKeyWithValue("sidecar", "no"))
		Expect(pod.Labels).To(HaveKeyWithValue("team", "kin"))
	})

	It("cannot take away the labels that selectors need", func() {
		Expect(podOf(room).Labels).To(And(
			HaveKeyWithValue("app.kubernetes.io/name", "smack-room"),
			HaveKeyWithValue("app.kubernetes.io/instance", "family")))
	})

	It("does not weaken the restricted profile", func() { expectRestricted(podOf(room).Spec) })

	It("leaves the SmackRoom as it was", func() {
		again := room.DeepCopy()
		podOf(room)
		Expect(room).To(Equal(again))
	})
})

// expectRestricted asserts the restricted Pod Security profile and, beyond it, a root
// file system that cannot be written.
func expectRestricted(pod corev1.PodSpec) {
	GinkgoHelper()
	Expect(pod.SecurityContext.RunAsNonRoot).To(HaveValue(BeTrue()))
	Expect(pod.SecurityContext.SeccompProfile.Type).To(Equal(corev1.SeccompProfileTypeRuntimeDefault))
	Expect(pod.SecurityContext.RunAsUser).To(Or(BeNil(), HaveValue(BeNumerically(">", 0))))
	Expect(pod.HostNetwork || pod.HostPID || pod.HostIPC).To(BeFalse())
	for _, volume := range pod.Volumes {
		Expect(volume.HostPath).To(BeNil())
	}
	for _, c := range append(pod.InitContainers, pod.Containers...) {
		Expect(c.SecurityContext.AllowPrivilegeEscalation).To(HaveValue(BeFalse()))
		Expect(c.SecurityContext.Capabilities.Drop).To(ConsistOf(corev1.Capability("ALL")))
		Expect(c.SecurityContext.Capabilities.Add).To(BeEmpty())
		Expect(c.SecurityContext.ReadOnlyRootFilesystem).To(HaveValue(BeTrue()))
		Expect(c.SecurityContext.Privileged).To(BeNil())
		for _, p := range c.Ports {
			Expect(p.HostPort).To(BeZero())
		}
	}
}

// filesOf lists the files that a pod finds under /etc/smack from Secrets: those it needs
// and those that may be missing.
func filesOf(pod corev1.PodSpec) (required, optional []string) {
	paths := map[string]string{}
	for _, m := range pod.Containers[0].VolumeMounts {
		paths[m.Name] = m.MountPath
	}
	for _, volume := range pod.Volumes {
		if volume.Projected == nil {
			continue
		}
		for _, source := range volume.Projected.Sources {
			for _, item := range source.Secret.Items {
				file := path.Join(paths[volume.Name], item.Path) + " <- " + source.Secret.Name + "/" + item.Key
				if source.Secret.Optional != nil && *source.Secret.Optional {
					optional = append(optional, file)
				} else {
					required = append(required, file)
				}
			}
		}
	}
	return required, optional
}
