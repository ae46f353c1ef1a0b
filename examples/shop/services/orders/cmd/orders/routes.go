package main

import (
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
)

type order struct {
	ID       string    `json:"id"`
	Status   string    `json:"status"`
	PlacedAt time.Time `json:"placed_at"`
	Lines    int       `json:"lines"`
	Total    string    `json:"total"`
	Currency string    `json:"currency"`
}

// Customers only ever see the public number: the primary key would tell them how many orders we recieve.
const orderByNumber = `
	SELECT o.public_number::text, o.status::text, o.placed_at, count(i.*), coalesce(sum(i.quantity * i.unit_price), 0)::text, o.currency
	FROM customer_order o
	LEFT JOIN order_item i ON i.order_id = o.id
	WHERE o.public_number = $1
	GROUP BY o.id`

func routes(pool *pgxpool.Pool) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	mux.HandleFunc("GET /orders/{number}", func(w http.ResponseWriter, r *http.Request) {
		var number pgtype.UUID
		if number.Scan(r.PathValue("number")) != nil {
			problem(w, http.StatusNotFound, "No such order")
			return
		}
		var found order
		err := pool.QueryRow(r.Context(), orderByNumber, number).
			Scan(&found.ID, &found.Status, &found.PlacedAt, &found.Lines, &found.Total, &found.Currency)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			problem(w, http.StatusNotFound, "No such order")
		case err != nil:
			log.Printf("order lookup: %v", err)
			problem(w, http.StatusServiceUnavailable, "Orders are unavailable")
		default:
			answer(w, http.StatusOK, found)
		}
	})
	return mux
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		log.Printf("writing the answer: %v", err)
	}
}

func problem(w http.ResponseWriter, status int, title string) {
	answer(w, status, map[string]any{"title": title, "status": status})
}
