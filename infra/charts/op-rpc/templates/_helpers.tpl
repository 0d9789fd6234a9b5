{{- define "op-rpc.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "op-rpc.labels" -}}
{{ include "op-rpc.selector" . }}
app.kubernetes.io/version: {{ .Values.consensus.image.tag | quote }}
app.kubernetes.io/component: rpc
app.kubernetes.io/part-of: jeju
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "op-rpc.image" -}}
{{ printf "%s:%s@%s" .repository .tag .digest }}
{{- end }}

{{- /* What Pod Security "restricted" asks of a container, and a root filesystem that cannot be written. */ -}}
{{- define "op-rpc.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}
