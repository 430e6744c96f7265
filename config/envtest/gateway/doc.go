// Package gateway names the release of the Gateway API whose CRDs tests install. It is a
// module of its own so that the product is not made of them.
package gateway

import _ "sigs.k8s.io/gateway-api/pkg/consts" // keeps the module in go.mod
