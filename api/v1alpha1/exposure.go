package v1alpha1

// Exposure says how Twilio reaches the room. Whatever way is chosen, the public
// address must end at a certificate that Twilio trusts.
//
// +kubebuilder:validation:ExactlyOneOf=ingress;gateway;baseURL
type Exposure struct {
	// Ingress makes an Ingress.
	// +optional
	Ingress *IngressExposure `json:"ingress,omitempty"`
	// Gateway makes an HTTPRoute of the Gateway API.
	// +optional
	Gateway *GatewayExposure `json:"gateway,omitempty"`
	// BaseURL is a public address that leads, by other means, to the room's Service;
	// the path is passed on as it is.
	// +optional
	// +kubebuilder:validation:MaxLength=512
	// +kubebuilder:validation:Pattern=`^https?://[^\s/?#@]+(/[^\s?#]*)?$`
	BaseURL string `json:"baseURL,omitempty"`
}

// IngressExposure is an Ingress for the room. Twilio is told https://<host><path>;
// without tlsSecretName the ingress controller's own certificate answers.
type IngressExposure struct {
	// ClassName of the Ingress. Default: the cluster's.
	// +optional
	// +kubebuilder:validation:MaxLength=253
	ClassName *string `json:"className,omitempty"`
	// Host is the public host name.
	// +required
	// +kubebuilder:validation:MaxLength=253
	// +kubebuilder:validation:Pattern=`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$`
	Host string `json:"host"`
	// Path under which the room is served, so that rooms can share a host.
	// Default: /<namespace>/<name>.
	// +optional
	// +kubebuilder:validation:MaxLength=200
	// +kubebuilder:validation:Pattern=`^/[A-Za-z0-9._~/-]*$`
	Path string `json:"path,omitempty"`
	// TLSSecretName is the Secret with the certificate of the host.
	// +optional
	// +kubebuilder:validation:MaxLength=253
	TLSSecretName string `json:"tlsSecretName,omitempty"`
	// Annotations of the Ingress, for example for cert-manager.
	// +optional
	// +kubebuilder:validation:MaxProperties=64
	Annotations map[string]string `json:"annotations,omitempty"`
}

// GatewayExposure is an HTTPRoute for the room. Twilio is told https://<hostname><path>.
type GatewayExposure struct {
	// ParentRefs are the Gateways that carry the route.
	// +required
	// +listType=atomic
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=16
	ParentRefs []ParentRef `json:"parentRefs"`
	// Hostname is the public host name.
	// +required
	// +kubebuilder:validation:MaxLength=253
	// +kubebuilder:validation:Pattern=`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$`
	Hostname string `json:"hostname"`
	// Path under which the room is served, so that rooms can share a host.
	// Default: /<namespace>/<name>.
	// +optional
	// +kubebuilder:validation:MaxLength=200
	// +kubebuilder:validation:Pattern=`^/[A-Za-z0-9._~/-]*$`
	Path string `json:"path,omitempty"`
}

// ParentRef names a Gateway.
type ParentRef struct {
	// Name of the Gateway.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name"`
	// Namespace of the Gateway. Default: the room's.
	// +optional
	// +kubebuilder:validation:MaxLength=63
	Namespace string `json:"namespace,omitempty"`
	// SectionName is a listener of the Gateway. Default: all that fit.
	// +optional
	// +kubebuilder:validation:MaxLength=253
	SectionName string `json:"sectionName,omitempty"`
}
