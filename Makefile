# landscaped: loss landscapes by URL. One file of plain GNU make; `make help` lists what it can do.
# MODE chooses how to build and where: release (build/), debug, sanitize (address + undefined), thread, fuzz (with clang), coverage.

MODE ?= release
BUILD ?= $(if $(filter release,$(MODE)),build,build/$(MODE))
LISTEN ?= 127.0.0.1:8080
JOBS ?= $(shell nproc)
# V=1 shows commands as they are run.
quiet := $(if $(V),,@)
say = @echo "$(1) $(@:$(BUILD)/%=%)"

PACKAGES := gcc make pkg-config libmicrohttpd-dev libcjson-dev libqrencode-dev libcairo2-dev libpango1.0-dev libsleef-dev libfontconfig-dev \
	libfreetype-dev libdeflate-dev libgif-dev libwebp-dev libmpfr-dev fonts-dejavu-core fonts-wqy-microhei fonts-lohit-deva fonts-symbola
PACKAGES_test := $(PACKAGES) libcmocka-dev python3 python3-jsonschema python3-pil python3-numpy python3-matplotlib python3-yaml curl pngcheck libxml2-utils poppler-utils \
	g++ groff-base zsh fish python3-pandas r-base-core
PACKAGES_check := $(PACKAGES_test) clang clang-format clang-tidy libclang-rt-14-dev prometheus
# Debian's npm stands beside Debian's nodejs alone: where another npm is, both are there.
PACKAGES_browser := $(PACKAGES) $(if $(shell command -v npm),,nodejs npm) chromium
PACKAGES_description := $(PACKAGES) $(if $(shell command -v npm),,nodejs npm)
PACKAGES_cluster := $(PACKAGES) nginx libnginx-mod-stream docker-compose python3 python3-yaml
PACKAGES_image := buildah debootstrap curl pngcheck
PACKAGES_tex := $(PACKAGES) python3 poppler-utils texlive-latex-base texlive-latex-extra texlive-pictures texlive-fonts-recommended lmodern
PACKAGES_fuzz := $(PACKAGES) clang libclang-rt-14-dev
PACKAGES_coverage := $(PACKAGES_test) gcovr
PACKAGES_soak := $(PACKAGES) python3 valgrind libc6-dbg
PACKAGES_bench := $(PACKAGES) liblapacke-dev python3 nginx-light wrk

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wpointer-arith -Wwrite-strings
# Contraction would give other bits on CPUs with fused multiply-add; errno and traps would only keep loops from vectorising.
NUMERIC := -ffp-contract=off -fno-math-errno -fno-trapping-math
OPTIMIZE_release := -O3 -g
OPTIMIZE_debug := -DCONTRACTS -O0 -g3
OPTIMIZE_sanitize := -DCONTRACTS -O1 -g -fsanitize=address,undefined,float-cast-overflow -fno-sanitize-recover=all -fno-omit-frame-pointer
OPTIMIZE_thread := -DCONTRACTS -O1 -g -fsanitize=thread
OPTIMIZE_fuzz := -DCONTRACTS -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -D__SANITIZE_ADDRESS__
OPTIMIZE_coverage := -DCONTRACTS -O0 -g --coverage

# What the library calls, and what the program calls besides.
LIBRARIES_library := cairo pangocairo fontconfig freetype2 sleef mpfr libwebp libwebpmux
LIBRARIES := libmicrohttpd libcjson libqrencode $(LIBRARIES_library)
override CFLAGS := $(CFLAGS) -std=c17 $(WARNINGS) $(NUMERIC) $(OPTIMIZE_$(MODE)) -fPIC -fvisibility=hidden -pthread -D_GNU_SOURCE -Ilib -I. $(shell pkg-config --cflags $(LIBRARIES) 2>/dev/null)
LINK := $(OPTIMIZE_$(MODE)) $(LDFLAGS) -pthread
LIBS := $(shell pkg-config --libs $(LIBRARIES) 2>/dev/null) -ldeflate -lgif -lm

library_sources := $(filter-out %_lanes.c,$(wildcard lib/*/*.c))
server_sources := $(wildcard server/*/*.c)
test_sources := $(wildcard tests/unit/test_*.c)
object = $(patsubst %.c,$(BUILD)/objects/%.o,$(1))

# Inner loops once for each instruction set: one source, three widths.
lanes := sse2 avx avx512
lanes_objects = $(foreach source,$(wildcard lib/*/*_lanes.c),$(lanes:%=$(BUILD)/objects/$(source:_lanes.c=)_%.o))
library_objects := $(call object,$(library_sources)) $(lanes_objects)
server_objects := $(call object,$(server_sources)) $(BUILD)/objects/build.o
bench_objects := $(call object,$(filter-out %/hello.c,$(wildcard tests/bench/*.c)))
tests := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(test_sources))

all: $(BUILD)/landscaped $(BUILD)/liblandscape.a ## build the program and the library (default)

$(BUILD)/landscaped: $(server_objects) $(BUILD)/liblandscape.a
	$(call say,link)
	$(quiet)$(CC) $(LINK) -o $@ $^ $(LIBS)

$(BUILD)/liblandscape.a: $(library_objects)
	@rm -f $@
	$(call say,archive)
	$(quiet)$(AR) rcs $@ $^

$(BUILD)/objects/%.o: %.c
	@mkdir -p $(@D)
	$(call say,compile)
	$(quiet)$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

%_sse2.o: KERNEL_FLAGS := -DLANES=2 -msse2
%_avx.o: KERNEL_FLAGS := -DLANES=4 -mavx
%_avx512.o: KERNEL_FLAGS := -DLANES=8 -mavx512f
define lanes_rule
$(BUILD)/objects/%_$(1).o: %_lanes.c
	@mkdir -p $$(@D)
	$$(call say,compile)
	$$(quiet)$$(CC) $$(CFLAGS) $$(KERNEL_FLAGS) -MMD -MP -c -o $$@ $$<
endef
$(foreach width,$(lanes),$(eval $(call lanes_rule,$(width))))

# The build's name (server/exchange/version.h): a hash of sources, compiler, libraries and flags. Warnings change nothing that is answered, and paths
# are relative, so that two clean builds of the same sources have the same name.
build_inputs := $(shell find lib server -type f ! -name '.*' | LC_ALL=C sort)
$(BUILD)/build.c: $(build_inputs) Makefile
	@mkdir -p $(@D)
	$(quiet){ sha256sum $(build_inputs); echo '$(filter-out -W%,$(CFLAGS))'; echo __VERSION__ | $(CC) -E -P -; \
		pkg-config --modversion $(LIBRARIES); } | sha256sum | sed 's/^\(.\{16\}\).*/#include "server\/exchange\/version.h"\nconst char version_build[] = "\1";/' > $@

$(BUILD)/objects/build.o: $(BUILD)/build.c
	@mkdir -p $(@D)
	$(quiet)$(CC) $(CFLAGS) -c -o $@ $<

# The page's files and the data sets are put into these objects by the assembler, which lists no dependencies. Lines of the page's scripts and styles
# that are comments alone stay in the source: they are a twentieth of what a first visit loads.
web := $(wildcard server/web/*)
$(BUILD)/web/%: server/web/%
	@mkdir -p $(@D)
	$(quiet)case $* in \
	*.js | *.css) sed -E -e '/^ *\/\//d' -e '/^ *\/\*.*\*\/ *$$/d' -e '/^ *\/\*.*\*\//b' -e '/^ *\/\*/,/\*\//d' $< >$@ ;; \
	*) cp $< $@ ;; \
	esac
$(BUILD)/objects/server/pages/web_assets.o: $(patsubst server/web/%,$(BUILD)/web/%,$(web))
$(BUILD)/objects/server/pages/web_assets.o: override CFLAGS += -Wa,-I$(BUILD)/web
$(BUILD)/objects/lib/data/shipped.o: $(wildcard lib/data/shipped/*)

$(BUILD)/tests/%: $(BUILD)/objects/tests/unit/%.o $(filter-out %/server/program/main.o,$(server_objects)) $(BUILD)/liblandscape.a
	@mkdir -p $(@D)
	$(call say,link)
	$(quiet)$(CC) $(LINK) -o $@ $^ $(LIBS) -lcmocka

# A fuzz target with a fuzzer to drive it, or, in every other mode, with what replays the corpus.
fuzz_programs := $(patsubst %,$(BUILD)/targets/%,expression query service)
fuzz_driver := $(if $(filter fuzz,$(MODE)),,$(BUILD)/objects/tests/fuzz/replay.o)
$(BUILD)/targets/%: $(BUILD)/objects/tests/fuzz/%.o $(BUILD)/objects/tests/fuzz/forms.o $(fuzz_driver) $(filter-out %/server/program/main.o,$(server_objects)) $(BUILD)/liblandscape.a
	@mkdir -p $(@D)
	$(call say,link)
	$(quiet)$(CC) $(LINK) $(if $(fuzz_driver),,-fsanitize=fuzzer) -o $@ $^ $(LIBS)

$(BUILD)/bench/measure: $(bench_objects) $(filter-out %/server/program/main.o,$(server_objects)) $(BUILD)/liblandscape.a
	@mkdir -p $(@D)
	$(call say,link)
	$(quiet)$(CC) $(LINK) -o $@ $^ $(LIBS) -ldl

$(BUILD)/bench/hello: $(BUILD)/objects/tests/bench/hello.o
	@mkdir -p $(@D)
	$(call say,link)
	$(quiet)$(CC) $(LINK) -o $@ $^ $(LIBS)

# What is installed of the library has the names of its public header and no others: the objects that these need are linked into one, in which
# the rest become local. The same objects serve program, archive and shared library: position-independent code whose names are hidden calls no
# name through a table, so that it is as fast as code for the program alone.
version := $(shell sed -n 's/^\#define LANDSCAPE_VERSION "\(.*\)"/\1/p' lib/public/landscape.h 2>/dev/null)
soname := liblandscape.so.$(firstword $(subst ., ,$(version)))
$(BUILD)/install/landscape.o: $(BUILD)/liblandscape.a lib/public/landscape.h
	@mkdir -p $(@D)
	$(call say,link)
	$(quiet)sed -n 's/^LANDSCAPE_PUBLIC [^(]*[ *]\(landscape_[a-z_]*\)(.*/\1/p' lib/public/landscape.h > $(@D)/names
	$(quiet)$(LD) -r $$(sed 's/^/-u /' $(@D)/names) -o $@ $< && $(OBJCOPY) --keep-global-symbols=$(@D)/names $@

$(BUILD)/install/liblandscape.a: $(BUILD)/install/landscape.o
	@rm -f $@
	$(quiet)$(AR) rcs $@ $<

$(BUILD)/install/liblandscape.so.$(version): $(BUILD)/install/landscape.o
	$(call say,link)
	$(quiet)$(CC) $(LINK) -shared -Wl,-soname,$(soname) -Wl,-z,defs -o $@ $< \
		$(shell pkg-config --libs $(LIBRARIES_library) 2>/dev/null) -ldeflate -lgif -lm

prefix ?= /usr/local
bindir ?= $(prefix)/bin
includedir ?= $(prefix)/include
libdir ?= $(prefix)/lib
datadir ?= $(prefix)/share
OBJCOPY ?= objcopy
installed = $(bindir)/landscaped $(includedir)/landscape.h $(libdir)/liblandscape.a $(libdir)/liblandscape.so.$(version) $(libdir)/$(soname) \
	$(libdir)/liblandscape.so $(libdir)/pkgconfig/landscape.pc $(datadir)/man/man1/landscaped.1 \
	$(datadir)/bash-completion/completions/landscaped $(datadir)/zsh/site-functions/_landscaped \
	$(datadir)/fish/vendor_completions.d/landscaped.fish

install: all $(BUILD)/install/liblandscape.a $(BUILD)/install/liblandscape.so.$(version) ## install program, library, manual and completions to DESTDIR and prefix (/usr/local)
	@mkdir -p $(addprefix $(DESTDIR),$(sort $(dir $(installed))))
	install -m 755 $(BUILD)/landscaped $(DESTDIR)$(bindir)/landscaped
	install -m 644 lib/public/landscape.h $(DESTDIR)$(includedir)/landscape.h
	install -m 644 $(BUILD)/install/liblandscape.a $(BUILD)/install/liblandscape.so.$(version) $(DESTDIR)$(libdir)
	ln -sf liblandscape.so.$(version) $(DESTDIR)$(libdir)/$(soname)
	ln -sf $(soname) $(DESTDIR)$(libdir)/liblandscape.so
	sed 's|@prefix@|$(prefix)|; s|@includedir@|$(includedir)|; s|@libdir@|$(libdir)|; s|@version@|$(version)|; s|@requires@|$(LIBRARIES_library)|' \
		lib/public/landscape.pc.in > $(DESTDIR)$(libdir)/pkgconfig/landscape.pc
	$(BUILD)/landscaped man > $(DESTDIR)$(datadir)/man/man1/landscaped.1
	$(BUILD)/landscaped completion bash > $(DESTDIR)$(datadir)/bash-completion/completions/landscaped
	$(BUILD)/landscaped completion zsh > $(DESTDIR)$(datadir)/zsh/site-functions/_landscaped
	$(BUILD)/landscaped completion fish > $(DESTDIR)$(datadir)/fish/vendor_completions.d/landscaped.fish

uninstall: ## remove what install has put there
	rm -f $(addprefix $(DESTDIR),$(installed))

run: setup ## install what is missing, build, and serve on LISTEN (127.0.0.1:8080)
	@$(MAKE) --no-print-directory -j$(JOBS) all
	$(BUILD)/landscaped serve --listen $(LISTEN)

# A check that waits for answers leaves a processor idle: two checks at a time, the output of each in one piece.
together := -j2 --output-sync=target

test: setup-test ## install what is missing and run every test that needs no browser
	@$(MAKE) --no-print-directory -j$(JOBS) all test-programs
	@$(MAKE) --no-print-directory $(together) check-http check-unit check-recipes check-exact check-build check-install check-version check-fuzz check-motion check-live-text check-archives check-programs check-cookbook check-tables
	@$(MAKE) --no-print-directory check-soak

check: setup-check ## all that a change must pass besides the tests: strict builds, sanitizers, format, layers, openapi.yaml
	@$(MAKE) --no-print-directory check-format check-layers check-openapi check-monitoring
	@$(MAKE) --no-print-directory -j$(JOBS) BUILD=build/strict-clang CC=clang CFLAGS=-Werror OPTIMIZE_release=-O0 all
	@$(MAKE) --no-print-directory -j$(JOBS) MODE=sanitize CFLAGS=-Werror all test-programs
	@$(MAKE) --no-print-directory $(together) MODE=sanitize CFLAGS=-Werror check-http check-unit check-fuzz

gallery: all ## write every named figure and a page of hard cases to build/gallery/
	@sh tests/gallery.sh $(BUILD)/landscaped build/gallery

golden: $(BUILD)/tests/test_golden ## write anew the layouts and pictures that figures are compared with: look at them before keeping them
	GOLDEN=write $<

test-browser: setup-browser ## drive the page in a real browser
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@sh tests/browser/run.sh $(BUILD)/landscaped

test-description: setup-description ## read openapi.yaml as its users do: lint it, generate clients and call the program with them
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@sh tests/description/run.sh $(BUILD)/landscaped

test-tex: setup-tex ## let LaTeX set every named figure (about ten minutes)
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@python3 tests/tex.py $(BUILD)/landscaped

test-cluster: setup-cluster ## three replicas behind a real nginx, one killed, one drained
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@sh tests/cluster/run.sh $(BUILD)/landscaped

third-party: setup-cluster all ## write docker/THIRD_PARTY.md: linked packages with their versions and licences
	@python3 -B docker/third_party.py $(BUILD)/landscaped

test-image: setup-image ## build the container image without a daemon and run it (root; about ten minutes)
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@sh tests/cluster/image.sh

RUNS ?= 1
ROWS ?=
bench: setup-bench ## measure all beside its floor, RUNS times (1), and write tests/bench/RESULTS.md; with BEFORE=the folder of another build beside that, with ROWS='a regular expression' those rows alone
	@$(MAKE) --no-print-directory all $(BUILD)/bench/measure $(BUILD)/bench/hello
	@BENCH_ROWS='$(ROWS)' python3 tests/bench/run.py $(BUILD) $(or $(RUNS),1) $(BEFORE)

# The targets find what is wrong in a formula, a query or a request; what they found once, check-fuzz replays in every build.
FUZZ_SECONDS ?= 60
fuzz: setup-fuzz ## let fuzzers loose on formulas, queries and requests for FUZZ_SECONDS (60)
	@$(MAKE) --no-print-directory -j$(JOBS) MODE=fuzz CC=clang fuzz-programs
	@sh tests/fuzz/run.sh build/fuzz $(FUZZ_SECONDS)

coverage: setup-coverage ## say which branches of parser, parameters and routing no test takes; fails below 95 %
	@$(MAKE) --no-print-directory -j$(JOBS) MODE=coverage all test-programs
	@python3 tests/coverage/report.py build/coverage

soak: setup-soak ## load, hostile clients, drains, valgrind and the thread sanitizer, in about SOAK_SECONDS (300)
	@$(MAKE) --no-print-directory -j$(JOBS) all fuzz-programs
	@$(MAKE) --no-print-directory -j$(JOBS) MODE=thread all
	@python3 tests/soak/soak.py build

check-thread: setup-test ## every test but those of fuzzing and load under the thread sanitizer (about twelve minutes)
	@$(MAKE) --no-print-directory -j$(JOBS) MODE=thread all test-programs
	@$(MAKE) --no-print-directory MODE=thread check-unit check-http

valgrind := valgrind --quiet --fair-sched=try --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,indirect \
	--errors-for-leak-kinds=definite,indirect --suppressions=tests/soak/valgrind.supp
check-valgrind: setup-soak setup-test ## the unit and HTTP tests under valgrind (about half an hour)
	@$(MAKE) --no-print-directory -j$(JOBS) all test-programs
	@UNDER="$(valgrind)" $(MAKE) --no-print-directory check-unit check-http

test-programs: $(tests) $(fuzz_programs)

fuzz-programs: $(fuzz_programs)

check-fuzz: $(fuzz_programs)
	@for program in $^; do $$program tests/fuzz/corpus/$$(basename $$program) || exit 1; done

check-soak: all
	@python3 tests/soak/soak.py $(BUILD) --short

check-unit: all $(tests)
	@sh tests/run-unit.sh $(tests)

check-exact: all
	@sh tests/exact.sh $(BUILD)

check-build: all
	@sh tests/build.sh $(BUILD)

check-install: all
	@sh tests/install/run.sh $(BUILD)

check-recipes: all
	@python3 tests/recipes.py $(BUILD)

recipes: setup-test ## follow each recipe of README.md in a copy of its own, with every unit program under sanitizers (hours)
	@python3 tests/recipes.py $(BUILD) --each

mutants: setup-test all test-programs ## change one operator or number at a time and list the changes that no unit program notices (a day; FILES=, COUNT=20)
	@python3 tests/mutants.py $(BUILD) --count=$(or $(COUNT),20) $(FILES)

print-flags:
	@echo '$(CFLAGS)'; echo '$(LINK)'; echo '$(LIBS)'

check-version:
	@sh tests/version.sh

check-http: all
	@python3 tests/http/run.py $(BUILD)/landscaped

check-format:
	@clang-format --dry-run --Werror $(wildcard lib/*/*.[ch] server/*/*.[ch] tests/unit/*.[ch] tests/bench/*.[ch] tests/fuzz/*.[ch]) && echo "format: as .clang-format says"

# With contracts, from which the analyzer learns what holds. It does not know that cmocka's assertions do not return: tests go without it.
tidy: setup-check compile_commands.json ## let clang-tidy look at every file, by .clang-tidy
	@printf '%s\n' $(library_sources) $(server_sources) | xargs -P $(JOBS) -n 4 clang-tidy --quiet --warnings-as-errors='*' --extra-arg=-DCONTRACTS
	@printf '%s\n' $(test_sources) | xargs -P $(JOBS) -n 4 clang-tidy --quiet --warnings-as-errors='*' --checks='-clang-analyzer-*'
	@echo "tidy: nothing to say"

# For editors and clang-tidy: how each file is compiled.
compile_commands.json: ## write compile_commands.json anew
	@$(MAKE) --no-print-directory -Bn V=1 all test-programs | sed -n 's|^\(.* -c -o [^ ]* \([^ ]*\.c\)\)$$|{"directory": "$(CURDIR)", "command": "\1", "file": "\2"},|p' \
		| sed '1s/^/[/; $$s/,$$/]/' > $@

check-layers: all
	@sh tests/layers.sh $(BUILD)

check-motion: all
	@python3 -B tests/motion.py $(BUILD)/landscaped

check-live-text: all
	@python3 -B tests/live_text.py $(BUILD)/landscaped

check-archives: all
	@python3 -B tests/archives.py $(BUILD)/landscaped

check-monitoring: all
	@python3 -B tests/monitoring.py $(BUILD)/landscaped

# Of the rows of the lists one in so many; 1: all, which takes some minutes.
PROGRAMS_SHARE ?= 4
check-programs: all
	@python3 -B tests/programs.py $(BUILD)/landscaped $(PROGRAMS_SHARE)

check-cookbook: all
	@python3 -B tests/cookbook.py $(BUILD)/landscaped

check-tables: all
	@python3 -B tests/tables.py $(BUILD)

check-openapi: all
	@$(BUILD)/landscaped openapi | diff -u openapi.yaml - && echo "openapi.yaml: as the program prints it"

openapi.yaml: all ## write openapi.yaml anew from the program
	$(BUILD)/landscaped openapi > $@

setup: ## install the Debian packages that building and running need
	@sh tests/setup.sh $(PACKAGES)

setups := $(patsubst PACKAGES_%,setup-%,$(filter PACKAGES_%,$(.VARIABLES)))
$(setups): setup-%:
	@sh tests/setup.sh $(PACKAGES_$*)

clean: ## remove everything built
	rm -rf build

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

.PHONY: mutants print-flags all install uninstall tidy compile_commands.json check-install check-version check-recipes recipes run test check gallery golden test-browser test-description test-tex test-cluster third-party test-image bench fuzz coverage soak test-programs fuzz-programs check-unit check-exact check-build check-fuzz check-http check-motion check-live-text check-archives check-programs check-cookbook check-monitoring check-tables check-soak check-thread check-valgrind check-format check-layers check-openapi openapi.yaml setup $(setups) clean help
.DELETE_ON_ERROR:
# Objects of tests stay; a missing object is made even where what was linked of it is newer than its source, as after a pull in the midst of a build.
.PRECIOUS: $(BUILD)/objects/%.o
-include $(shell find $(BUILD)/objects -name '*.d' 2>/dev/null)
