// Command orders takes orders and tells their state.
package main

import (
	"context"
	"errors"
	"flag"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

func main() {
	check := flag.Bool("healthcheck", false, "ask the running service for its health, for images without a shell")
	flag.Parse()

	port := os.Getenv("PORT")
	if port == "" {
		port = "8002"
	}
	if *check {
		os.Exit(healthcheck("http://127.0.0.1:" + port + "/health"))
	}
	if err := serve("0.0.0.0:" + port); err != nil {
		log.Fatal(err)
	}
}

func healthcheck(url string) int {
	client := http.Client{Timeout: 2 * time.Second}
	response, err := client.Get(url)
	if err != nil {
		return 1
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return 1
	}
	return 0
}

func serve(address string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()

	// The pool connects when it is first used: the service starts, and is healthy, before its database is.
	pool, err := pgxpool.New(ctx, os.Getenv("DATABASE_URL"))
	if err != nil {
		return err
	}
	defer pool.Close()

	server := &http.Server{Addr: address, Handler: routes(pool), ReadHeaderTimeout: 5 * time.Second}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		stopped <- server.Shutdown(grace)
	}()

	log.Printf("orders listens on %s", address)
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}
