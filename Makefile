# make demo   installs everything and opens the product with a synthetic round
# make test   installs everything and passes the tests
# make check  lint and the quick tests, in about a minute

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
DEMO_ENV := DEMO=1 SECRET_KEY_FILE=var/keys/secret-key DRAFT_KEY_FILE=var/keys/draft-key BACKUP_KEY_FILE=var/keys/backup-key
# EMPTY=1: no rounds, to try one of your own; its database lies beside the demonstration's.
DEMO_DATABASE := var/$(if $(EMPTY),empty,db).sqlite3
DEMO_RUN := $(if $(EMPTY),DATABASE_URL=sqlite:///$(CURDIR)/$(DEMO_DATABASE)) $(DEMO_ENV)
COMPILE := $(VENV)/bin/uv pip compile -q pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --no-header --no-emit-index-url --no-emit-find-links
BIND ?= 127.0.0.1:8000
# Packages are compiled once, not by each process again, whatever the shell says.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test check lint requirements messages setup ethics

$(PY):
	sh config/prerequisites.sh python $(PYTHON)
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.txt || echo "uv is not to be had; pip installs instead"

# uv installs in seconds; where it is not to be had, pip reads the same hashes.
define install
	@$(VENV)/bin/uv pip install -q --python $(PY) --require-hashes -r $(1) || \
	$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r $(1)
	@touch $@
endef

$(VENV)/installed: requirements.txt | $(PY)
	$(call install,requirements.txt)

$(VENV)/installed-dev: requirements-dev.txt | $(PY)
	$(call install,requirements-dev.txt)

setup: $(VENV)/installed
	@$(PY) -m config.keys var/keys
	@$(PY) -m config.messages

demo: setup
	@if [ -n "$(RESET)" ]; then rm -f $(DEMO_DATABASE) $(DEMO_DATABASE)-wal $(DEMO_DATABASE)-shm; fi
	@$(DEMO_RUN) $(PY) manage.py migrate -v0
	@$(DEMO_RUN) $(PY) -m surveys.instruments.build var/instruments > /dev/null
	@$(DEMO_RUN) $(PY) manage.py collectstatic -v0 --noinput
	@$(DEMO_RUN) $(PY) manage.py demo_round --address http://$(BIND)/ $(if $(EMPTY),--empty)
	@$(DEMO_RUN) $(PY) manage.py run_queue --every 20 & queue=$$!; \
	$(DEMO_RUN) $(PY) -m gunicorn config.wsgi -b $(BIND) --workers 2 --threads 4 --log-level warning & server=$$!; \
	trap "kill $$queue $$server 2>/dev/null; wait" EXIT; trap exit INT TERM; wait $$server

test: $(VENV)/installed-dev
	@sh config/prerequisites.sh test
	@$(PY) -m config.messages
	$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

# The daily round trip: lint, layers, names and every test without a database.
check: lint
	@$(PY) -m config.messages
	$(PY) -m pytest -q -n auto --dist loadfile --quick $(ARGS)

lint: $(VENV)/installed-dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/djlint --lint --quiet templates
	@$(PY) -m config.keys var/keys
	SECRET_KEY_FILE=var/keys/secret-key DRAFT_KEY_FILE=var/keys/draft-key DEMO=1 $(VENV)/bin/mypy
	$(DEMO_ENV) $(PY) manage.py makemigrations --check --dry-run
	SECRET_KEY_FILE=var/keys/secret-key DRAFT_KEY_FILE=var/keys/draft-key ALLOWED_HOSTS=example.org \
		$(PY) manage.py check --deploy --fail-level WARNING

requirements: | $(PY)
	$(COMPILE) -o requirements.txt
	$(COMPILE) --group dev --extra large -o requirements-dev.txt
	grep -o '^uv==[^ ]*' requirements-uv.txt | $(subst pyproject.toml,-,$(COMPILE)) --no-annotate -o requirements-uv.txt

# Writes down which tests prove which ethics requirement.
ethics: | $(PY)
	@$(PY) -m surveys.oversight.ethics

# Collects every text of code and templates into the catalogues (needs GNU gettext).
messages: setup
	$(DEMO_ENV) $(PY) manage.py makemessages -l fr --no-wrap --no-location --no-obsolete --ignore .venv --ignore static-build
