// SPDX-License-Identifier: MIT

// The catalogue from a file and into one: encoding/csv on both ends, row by row, so that memory stays what it is.
package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgtype"
	"github.com/jackc/pgx/v4"
)

const (
	sliceRows    = 1000
	formulaSigns = "=+-@\t\r\n"
)

type outcomes map[string]int64

// Texts travel as they are, numbers as numbers: what is none makes the row a faulty one.
func itemOf(names, cells []string) (map[string]interface{}, error) {
	item := map[string]interface{}{}
	for i, name := range names {
		text := strings.TrimSpace(cells[i])
		if text == "" {
			continue
		}
		switch name {
		case "price", "cost":
			if _, err := strconv.ParseFloat(text, 64); err != nil {
				return nil, err
			}
			item[name] = json.Number(text)
		case "stock":
			n, err := strconv.ParseInt(text, 10, 32)
			if err != nil {
				return nil, err
			}
			item[name] = n
		default:
			item[name] = text
		}
	}
	if item["sku"] == nil {
		return nil, errors.New("sku is needed")
	}
	return item, nil
}

// The next rows of the file; io.EOF with the last ones.
func readSlice(reader *csv.Reader, names []string, counts outcomes) ([]map[string]interface{}, error) {
	items := make([]map[string]interface{}, 0, sliceRows)
	for len(items) < sliceRows {
		cells, err := reader.Read()
		if err != nil {
			return items, err
		}
		item, err := itemOf(names, cells)
		if err != nil {
			counts["faulty"]++
			continue
		}
		items = append(items, item)
	}
	return items, nil
}

// Returns how many rows changed.
func (s *server) sendSlice(ctx context.Context, tx pgx.Tx, who *caller, operation, items string, counts outcomes) (int64, error) {
	batch := &pgx.Batch{}
	batch.Queue(s.statements.Actor, who.Subject, nil)
	batch.Queue(s.statements.Quiet)
	batch.Queue(s.statements.SaveMany, who.Org, items, true, operation, true, true)
	results := tx.SendBatch(ctx, batch)
	defer results.Close()
	for i := 0; i < 2; i++ {
		if _, err := results.Exec(); err != nil {
			return 0, err
		}
	}
	rows, err := results.Query()
	if err != nil {
		return 0, err
	}
	before := counts["created"] + counts["updated"]
	for rows.Next() {
		var outcome string
		if err = rows.Scan(nil, nil, nil, &outcome); err != nil {
			return 0, err
		}
		counts[outcome]++
	}
	return counts["created"] + counts["updated"] - before, rows.Err()
}

// One slice in one transaction, with the rows as they were before and one event for all.
func (s *server) saveSlice(ctx context.Context, who *caller, operation string, items []map[string]interface{}, counts outcomes) error {
	text, err := json.Marshal(items)
	if err != nil {
		return err
	}
	return s.pool.BeginFunc(ctx, func(tx pgx.Tx) error {
		changed, err := s.sendSlice(ctx, tx, who, operation, string(text), counts)
		if err == nil && changed > 0 {
			_, err = tx.Exec(ctx, s.statements.Tell, who.Org, "product", operation, changed, nil)
		}
		return err
	})
}

func (s *server) importRows(ctx context.Context, who *caller, file io.Reader) (outcomes, error) {
	counts := outcomes{}
	reader := csv.NewReader(file)
	reader.ReuseRecord = true
	header, err := reader.Read()
	if err != nil {
		return nil, err
	}
	names := append([]string{}, header...)
	var operation string
	if err = s.pool.QueryRow(ctx, "select gen_random_uuid()::text").Scan(&operation); err != nil {
		return nil, err
	}
	if _, err = s.pool.Exec(ctx, s.statements.CreateOperation, who.Org, operation, "product", "import", nil, who.Subject, nil); err != nil {
		return nil, err
	}
	for isOver := false; !isOver; {
		items, err := readSlice(reader, names, counts)
		if isOver = errors.Is(err, io.EOF); err != nil && !isOver {
			return nil, err
		}
		if len(items) > 0 {
			if err = s.saveSlice(ctx, who, operation, items, counts); err != nil {
				return nil, err
			}
		}
	}
	_, err = s.pool.Exec(ctx, s.statements.Finish, who.Org, operation)
	return counts, err
}

func (s *server) importProducts(w http.ResponseWriter, r *http.Request, who *caller) {
	counts, err := s.importRows(r.Context(), who, http.MaxBytesReader(w, r.Body, 100<<20))
	if err != nil {
		failInternal(w, err)
		return
	}
	reply(w, http.StatusOK, counts)
}

// Excel runs a text that begins so as a formula.
func defused(text string) string {
	if text != "" && strings.IndexByte(formulaSigns, text[0]) >= 0 {
		return "'" + text
	}
	return text
}

func cellOf(value interface{}) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return defused(v)
	case bool:
		return strconv.FormatBool(v)
	case int32:
		return strconv.Itoa(int(v))
	case int64:
		return strconv.FormatInt(v, 10)
	case time.Time:
		return v.UTC().Format("2006-01-02T15:04:05.000Z")
	case pgtype.Numeric:
		var number float64
		v.AssignTo(&number)
		return strconv.FormatFloat(number, 'f', 2, 64)
	default:
		text, _ := json.Marshal(v)
		return defused(string(text))
	}
}

func (s *server) exportProducts(w http.ResponseWriter, r *http.Request, who *caller) {
	rows, err := s.pool.Query(r.Context(), s.statements.Export, who.Org)
	if err != nil {
		failInternal(w, err)
		return
	}
	defer rows.Close()
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="products.csv"`)
	io.WriteString(w, "\ufeff")
	writer := csv.NewWriter(w)
	writer.UseCRLF = true
	var shown []int
	var cells []string
	for i, field := range rows.FieldDescriptions() {
		if field.Name[0] != '_' { // the others are for the statement alone
			shown = append(shown, i)
			cells = append(cells, string(field.Name))
		}
	}
	writer.Write(cells)
	for rows.Next() {
		values, err := rows.Values()
		if err != nil {
			abort(err)
		}
		for i, column := range shown {
			cells[i] = cellOf(values[column])
		}
		writer.Write(cells)
	}
	writer.Flush()
	if err = rows.Err(); err != nil {
		abort(err)
	}
}

// The client sees that the file is not whole.
func abort(err error) {
	log.Print(err)
	panic(http.ErrAbortHandler)
}
