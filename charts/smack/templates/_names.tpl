{{/* The release's name in names of objects. */}}
{{- define "smack.fullname" -}}
{{- if .Values.fullnameOverride }}{{ .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else -}}
{{- $name := .Values.nameOverride | default .Chart.Name -}}
{{- if contains $name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else }}{{ printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" }}{{ end -}}
{{- end -}}
{{- end }}

{{/* Objects of the whole cluster carry the namespace, so that two releases do not share them. */}}
{{- define "smack.clustername" -}}
{{ printf "%s-%s" .Release.Namespace (include "smack.fullname" .) | trunc 100 | trimSuffix "-" }}
{{- end }}

{{- define "smack.serviceaccount" -}}
{{- if .Values.serviceAccount.create }}{{ .Values.serviceAccount.name | default (include "smack.fullname" .) }}
{{- else }}{{ .Values.serviceAccount.name | default "default" }}{{ end -}}
{{- end }}

{{- define "smack.selector" -}}
app.kubernetes.io/name: smack-operator
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "smack.labels" -}}
{{ include "smack.selector" . }}
app.kubernetes.io/part-of: smack
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "smack.image" -}}
{{ .Values.image.repository }}
{{- if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}
{{- end }}

{{/* "true" where metrics are served by HTTPS to callers that are asked for their right. */}}
{{- define "smack.securemetrics" -}}
{{- if and .Values.metrics.enabled .Values.metrics.secure (not .Values.watchNamespaces) }}true{{ end -}}
{{- end }}

{{/* The rules of one kind (ClusterRole or Role) in the generated files/role.yaml. */}}
{{- define "smack.rules" -}}
{{- $rules := list }}
{{- range splitList "\n---" (.root.Files.Get "files/role.yaml") }}
{{- $role := fromYaml . }}
{{- if eq (get $role "kind" | default "") $.kind }}{{ $rules = concat $rules $role.rules }}{{ end }}
{{- end }}
{{- toYaml $rules }}
{{- end }}
