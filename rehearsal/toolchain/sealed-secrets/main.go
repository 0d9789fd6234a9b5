// The controller of sealed-secrets outside of a cluster. Upstream's main finds its cluster only by the service account
// that a pod has; this one takes a kubeconfig and then does the same with the same code: it reads or makes the sealing
// keys of its namespace, and unseals until it is told to stop. It leaves out the HTTP server and the renewal of keys.
package main

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "unsafe"

	"github.com/bitnami-labs/sealed-secrets/pkg/client/clientset/versioned"
	ssinformers "github.com/bitnami-labs/sealed-secrets/pkg/client/informers/externalversions"
	"github.com/bitnami-labs/sealed-secrets/pkg/controller"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

var version = "unknown"

//go:linkname initKeyRegistry github.com/bitnami-labs/sealed-secrets/pkg/controller.initKeyRegistry
func initKeyRegistry(ctx context.Context, client kubernetes.Interface, r io.Reader, namespace, prefix, label string, keysize int, keyOrderPriority string) (*controller.KeyRegistry, error)

//go:linkname initKeyRenewal github.com/bitnami-labs/sealed-secrets/pkg/controller.initKeyRenewal
func initKeyRenewal(ctx context.Context, registry *controller.KeyRegistry, period, validFor time.Duration, cutoffTime time.Time, cn string, privateKeyAnnotations string, privateKeyLabels string) (func(), error)

func main() {
	if len(os.Args) == 2 && os.Args[1] == "--version" {
		os.Stdout.WriteString("sealed-secrets controller " + version + "\n")
		return
	}
	if len(os.Args) != 3 {
		os.Stderr.WriteString("usage: sealed-secrets-controller <kubeconfig> <namespace of the sealing keys>\n")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		slog.Error("sealed-secrets controller", "error", err)
		os.Exit(1)
	}
}

func run(kubeconfig, namespace string) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	sealed, err := versioned.NewForConfig(config)
	if err != nil {
		return err
	}
	ctx := context.Background()
	keys, err := initKeyRegistry(ctx, client, rand.Reader, namespace, "sealed-secrets-key", controller.SealedSecretsKeyLabel, 4096, "CertNotBefore")
	if err != nil {
		return err
	}
	// A period of zero makes the first key and renews none.
	if _, err := initKeyRenewal(ctx, keys, 0, 10*365*24*time.Hour, time.Time{}, "", "", ""); err != nil {
		return err
	}
	sealedInformers := ssinformers.NewSharedInformerFactory(sealed, 0)
	secretInformers := informers.NewSharedInformerFactory(client, 0)
	loop, err := controller.NewController(client, sealed, sealedInformers, secretInformers, keys, 5)
	if err != nil {
		return err
	}
	stop := make(chan struct{})
	go loop.Run(stop)
	terminated := make(chan os.Signal, 1)
	signal.Notify(terminated, syscall.SIGTERM, syscall.SIGINT)
	<-terminated
	close(stop)
	return nil
}
