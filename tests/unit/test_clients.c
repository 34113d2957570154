/* What one client may have of what is there for all: how an address is spelled, whose word is taken for it, connections that give way, bytes that
 * wait to be sent, turns at the threads. Orders are counted, not times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/memory.h"
#include "server/http/addresses.h"
#include "server/http/connections.h"
#include "server/dispatch/workers.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

/* --- Spellings --- */

static struct network_address read_address(const char *text)
{
    struct network_address address;
    if (!network_address_read(text, strlen(text), &address))
        fail_msg("'%s' is not read", text);
    return address;
}

/* Rows of one number are one client. */
static const struct {
    int client;
    const char *spellings[8];
} clients[] = {
    {1, {"1.2.3.4", "1.2.3.4:80", "::ffff:1.2.3.4", "::FFFF:102:304", "[::ffff:1.2.3.4]:80", " 1.2.3.4 ", "0:0:0:0:0:ffff:1.2.3.4"}},
    {2, {"1.2.3.5"}},
    {3,
     {"2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:0db8:0001:0002::", "[2001:db8:1:2::1]", "[2001:DB8:1:2::9]:443",
      "2001:db8:1:2::1%eth0"}},
    {4, {"2001:db8:1:3::1"}},
    {5, {"2001:db8::1", "2001:db8:0:0:1::", "2001:db8:0:0::", "2001:db8::ffff:0:0:1"}}, /* zeros compressed */
    {6, {"32.1.13.184"}},                                                               /* begins with the same bytes */
    {7, {"fe80::1%eth0", "fe80::1%eth1", "fe80::2"}},
    {8, {"::1", "::2"}},
};
static const char *const no_addresses[] = {
    "",          " ",         "unknown",   "_hidden",     "1.2.3",
    "1.2.3.4.5", "256.1.1.1", "1.2.3.4/8", "[1.2.3.4",    "::g",
    "1:2",       "[::1]x",    "1.2.3.4 5", "\"1.2.3.4\"", "2001:db8:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0"};

static void test_spellings(void **state)
{
    enum { ROWS = sizeof clients / sizeof *clients };
    uint64_t seen[ROWS];
    (void)state;
    for (size_t i = 0; i < ROWS; i++)
        for (size_t k = 0; k < 8 && clients[i].spellings[k]; k++) {
            const struct network_address address = read_address(clients[i].spellings[k]);
            const uint64_t client = network_client(&address);
            if (!k)
                seen[i] = client;
            if (client != seen[i])
                fail_msg("%s is another client than %s", clients[i].spellings[k], clients[i].spellings[0]);
            for (size_t j = 0; j < i; j++)
                if (client == seen[j])
                    fail_msg("%s is the same client as %s", clients[i].spellings[k], clients[j].spellings[0]);
        }
    for (size_t i = 0; i < sizeof no_addresses / sizeof *no_addresses; i++) {
        struct network_address address;
        if (network_address_read(no_addresses[i], strlen(no_addresses[i]), &address))
            fail_msg("'%s' is read", no_addresses[i]);
    }
    /* As sockets have them. */
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_scope_id = 7};
    inet_pton(AF_INET, "1.2.3.4", &four.sin_addr);
    inet_pton(AF_INET6, "::ffff:1.2.3.4", &six.sin6_addr);
    const struct network_address one = network_address_of((struct sockaddr *)&four), two = network_address_of((struct sockaddr *)&six),
                                 read = read_address("1.2.3.4");
    assert_memory_equal(&one, &two, sizeof one);
    assert_memory_equal(&one, &read, sizeof one);
}

static const struct {
    const char *trusted, *peer, *forwarded_for, *client;
} forwards[] = {
    {"", "9.9.9.9", NULL, "9.9.9.9"},
    {"", "9.9.9.9", "1.1.1.1", "9.9.9.9"},
    {"none", "127.0.0.1", "1.1.1.1", "127.0.0.1"},
    {"10.0.0.0/8", "9.9.9.9", "1.1.1.1", "9.9.9.9"},
    {"10.0.0.0/8", "10.1.1.1", "1.1.1.1", "1.1.1.1"},
    {"10.0.0.0/8", "::ffff:10.1.1.1", "1.1.1.1", "1.1.1.1"},
    {"::ffff:10.0.0.0/104", "10.1.1.1", "1.1.1.1", "1.1.1.1"},
    {"10.0.0.0/8", "10.1.1.1", NULL, "10.1.1.1"},
    {"10.0.0.0/8", "10.1.1.1", "", "10.1.1.1"},
    {"10.0.0.0/8", "10.1.1.1", "6.6.6.6, 1.1.1.1", "1.1.1.1"}, /* what the client says of itself is not believed */
    {"10.0.0.0/8", "10.1.1.1", "6.6.6.6,1.1.1.1 , 10.2.2.2", "1.1.1.1"},
    {"10.0.0.0/8,1.1.1.0/24", "10.1.1.1", "6.6.6.6,1.1.1.1,10.2.2.2", "6.6.6.6"},
    {"10.0.0.0/8", "10.1.1.1", "1.1.1.1, nonsense", "10.1.1.1"},
    {"10.0.0.0/8", "10.1.1.1", "1.1.1.1,", "10.1.1.1"},
    {"10.0.0.0/8", "10.1.1.1", "10.3.3.3", "10.3.3.3"},
    {"fd00::/8, 10.0.0.0/8", "fd12::1", "2001:db8::5", "2001:db8::5"},
    {"2001:db8::/33", "2001:db8:7fff::1", "1.1.1.1", "1.1.1.1"},
    {"2001:db8::/33", "2001:db8:8000::1", "1.1.1.1", "2001:db8:8000::1"},
    {"0.0.0.0/0", "2001:db8::1", "1.1.1.1", "2001:db8::1"},
    {"192.0.2.1", "192.0.2.1", "1.1.1.1:4711", "1.1.1.1"},
    {"192.0.2.1", "192.0.2.2", "1.1.1.1", "192.0.2.2"},
};

static void test_forwarding(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof forwards / sizeof *forwards; i++) {
        const struct network_address peer = read_address(forwards[i].peer), expected = read_address(forwards[i].client);
        assert_null(network_list_fault(forwards[i].trusted));
        const struct network_address client = network_forwarded(forwards[i].trusted, &peer, forwards[i].forwarded_for);
        if (memcmp(&client, &expected, sizeof client) != 0)
            fail_msg("row %zu is not %s", i, forwards[i].client);
    }
}

/* --- Addresses --- */

static void test_addresses(void **state)
{
    static const struct {
        const char *address;
        bool limited;
    } rows[] = {
        {"8.8.8.8", true},          {"127.0.0.1", false},
        {"10.1.2.3", false},        {"172.16.0.1", false},
        {"172.32.0.1", true},       {"192.168.1.1", false},
        {"192.169.1.1", true},      {"::1", false},
        {"2001:db8::1", true},      {"fe80::1", false},
        {"fd00::1", false},         {"::ffff:9.9.9.9", true},
        {"::ffff:10.0.0.1", false}, {"2606:4700:4700::1111", true},
        {"203.0.113.9", false}, /* a proxy that is trusted */
    };
    (void)state;
    for (int local = 0; local < 2; local++) {
        struct addresses *addresses = addresses_create(&(struct address_limits){2, 1, 0, 0, local, "203.0.113.0/24"});
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            const struct network_address from = read_address(rows[i].address);
            const bool limited = rows[i].limited || (local && i + 1 < sizeof rows / sizeof *rows);
            struct address *one, *two, *three;
            assert_true(addresses_enter(addresses, &from, &one));
            assert_true(addresses_enter(addresses, &from, &two));
            assert_true(one && one == two);
            assert_int_equal(address_is_limited(one), limited);
            assert_int_equal(addresses_is_full(addresses, &from), limited);
            assert_int_equal(addresses_enter(addresses, &from, &three), !limited);
            assert_int_equal(three == NULL, limited);
            assert_true(addresses_wait(addresses, one));
            assert_int_equal(addresses_wait(addresses, two), !limited);
            if (!limited)
                addresses_done(addresses, two);
            addresses_done(addresses, one);
            assert_true(addresses_wait(addresses, one));
            addresses_done(addresses, one);
            addresses_leave(addresses, three);
            addresses_leave(addresses, one);
            assert_false(addresses_is_full(addresses, &from));
            addresses_leave(addresses, two);
        }
        addresses_destroy(addresses);
    }
    /* A network of 64 bits is one client; what a request holds outlives its connection. */
    struct addresses *addresses = addresses_create(&(struct address_limits){1, 1, 100, 40, false, ""});
    const struct network_address here = read_address("2001:db8:1:2::1"), next_door = read_address("2001:db8:1:2:ffff::9"),
                                 elsewhere = read_address("2001:db8:1:3::1");
    struct address *one, *uncounted;
    memory_fail_after(0);
    assert_true(addresses_enter(addresses, &here, &uncounted) && !uncounted);
    memory_fail_after(-1);
    assert_true(addresses_wait(addresses, uncounted));
    addresses_done(addresses, uncounted);
    addresses_leave(addresses, uncounted);
    assert_true(addresses_enter(addresses, &here, &one));
    assert_true(one && addresses_is_full(addresses, &next_door));
    assert_false(addresses_is_full(addresses, &elsewhere));
    struct address *held = addresses_hold(addresses, &next_door, "1.1.1.1");
    assert_true(held == one);
    addresses_leave(addresses, one);
    assert_false(addresses_is_full(addresses, &here));
    assert_true(addresses_wait(addresses, held));
    assert_int_equal(address_client(held), network_client(&here));
    addresses_done(addresses, held);
    addresses_release(addresses, held);
    addresses_release(addresses, NULL);
    addresses_destroy(addresses);
}

/* Of the bytes of bodies all have so many, and an address that is limited a part of these. */
static void test_bodies(void **state)
{
    (void)state;
    struct addresses *addresses = addresses_create(&(struct address_limits){1, 1, 100, 40, false, ""});
    const struct network_address from = read_address("9.9.9.9"), near = read_address("10.0.0.1");
    struct address *far = addresses_hold(addresses, &from, NULL), *own = addresses_hold(addresses, &near, NULL);
    assert_false(addresses_read(addresses, far, 41));
    assert_true(addresses_read(addresses, far, 30));
    assert_false(addresses_read(addresses, far, 11));
    assert_true(addresses_read(addresses, far, 10));
    assert_false(addresses_read(addresses, own, 61));
    assert_true(addresses_read(addresses, own, 60));
    assert_false(addresses_read(addresses, NULL, 1));
    addresses_done_reading(addresses, far, 40);
    assert_true(addresses_read(addresses, NULL, 40));
    addresses_done_reading(addresses, NULL, 40);
    addresses_done_reading(addresses, own, 60);
    addresses_release(addresses, far);
    addresses_release(addresses, own);
    addresses_destroy(addresses);
}

/* --- Connections --- */

enum { PEERS = 12 };

/* Connections of 1.1.1.1, 1.1.1.2, … and the other ends of their sockets. */
static struct {
    struct addresses *addresses;
    struct connections *connections;
    struct connection *all[PEERS];
    struct address *clients[PEERS];
    bool held[PEERS];
    int ends[PEERS][2];
} room;

static void open_room(size_t unsent, size_t unsent_per_address, size_t peers_of_an_address)
{
    room.addresses = addresses_create(&(struct address_limits){100, 100, 0, 0, false, ""});
    room.connections = connections_start(&(struct connection_limits){600, 600, 600, unsent, unsent_per_address}, room.addresses);
    assert_non_null(room.connections);
    for (size_t i = 0; i < PEERS; i++) {
        const struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl((uint32_t)(0x01010101 + i / peers_of_an_address))};
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, room.ends[i]), 0);
        room.all[i] = connections_add(room.connections, room.ends[i][0], (const struct sockaddr *)&from);
        room.clients[i] = connections_client(room.connections, room.all[i], NULL, &room.held[i]);
    }
}

static struct connection_counts counts_now(void)
{
    struct connection_counts counts;
    connections_count(room.connections, &counts);
    return counts;
}

static void close_room(void)
{
    for (size_t i = 0; i < PEERS; i++) {
        connections_remove(room.connections, room.all[i]);
        if (room.held[i])
            addresses_release(room.addresses, room.clients[i]);
        close(room.ends[i][0]), close(room.ends[i][1]);
    }
    assert_true(counts_now().open == 0 && counts_now().leaving == 0 && counts_now().unsent == 0);
    connections_stop(room.connections);
    addresses_destroy(room.addresses);
}

/* Whether the server's end has been shut down for reading. */
static bool is_shut(size_t i)
{
    char byte;
    return recv(room.ends[i][0], &byte, 1, MSG_PEEK) == 0;
}

/* The one idle for longest gives way, whether it was answered before or has never spoken; never one that is being answered. */
static void test_giving_way(void **state)
{
    (void)state;
    open_room(1, 1, 1);
    for (size_t i = 0; i < 6; i++)
        connections_enter(room.connections, room.all[i], CONNECTION_COMPUTING);
    connections_enter(room.connections, room.all[4], CONNECTION_IDLE);
    connections_enter(room.connections, room.all[1], CONNECTION_IDLE);
    struct unsent body = {.bytes = 0};
    connections_send(room.connections, room.all[2], room.clients[2], &body);
    /* 6 … 11 are new, and older than 4 and 1, in this order; but 7 has sent what has not been read yet. */
    assert_int_equal(write(room.ends[7][1], "GET", 3), 3);
    static const size_t expected[] = {6, 8, 9, 10, 11, 4, 1};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        assert_true(connections_give_way(room.connections));
        for (size_t k = 0; k < PEERS; k++) {
            bool gone = false;
            for (size_t j = 0; j <= i; j++)
                gone = gone || expected[j] == k;
            if (is_shut(k) != gone)
                fail_msg("connection %zu is%s shut after %zu", k, gone ? " not" : "", i + 1);
        }
        assert_int_equal(counts_now().leaving, i + 1);
    }
    assert_false(connections_give_way(room.connections));
    assert_int_equal(counts_now().gave_way, 7);
    /* A request that came in the same moment is answered: only reading has ended. */
    connections_enter(room.connections, room.all[6], CONNECTION_COMPUTING);
    assert_int_equal(counts_now().leaving, 6);
    assert_int_equal(write(room.ends[6][0], "x", 1), 1);
    close_room();
}

/* Beyond what may wait for one address, its own oldest goes; others stay. */
static void test_unsent_per_address(void **state)
{
    struct unsent bodies[PEERS];
    (void)state;
    open_room(1000, 100, 4);
    for (size_t i = 0; i < PEERS; i++) {
        bodies[i] = (struct unsent){.bytes = 40};
        connections_send(room.connections, room.all[i], room.clients[i], &bodies[i]);
    }
    for (size_t i = 0; i < PEERS; i++)
        assert_int_equal(is_shut(i), i % 4 < 2);
    assert_true(counts_now().unsent == 6 * 40 && counts_now().cut_off == 6);
    /* One that has sent makes room for the next. */
    connections_enter(room.connections, room.all[2], CONNECTION_IDLE);
    connections_send(room.connections, room.all[2], room.clients[2], &bodies[2]);
    assert_false(is_shut(2) || is_shut(3));
    /* One that is too large by itself is sent, though at the cost of the others. */
    connections_enter(room.connections, room.all[2], CONNECTION_IDLE);
    bodies[2] = (struct unsent){.bytes = 400};
    connections_send(room.connections, room.all[2], room.clients[2], &bodies[2]);
    assert_true(!is_shut(2) && is_shut(3));
    assert_int_equal(counts_now().unsent, 400 + 4 * 40);
    close_room();
}

/* Beyond what may wait in all, the oldest of the address that has most goes, whoever comes. */
static void test_unsent_in_all(void **state)
{
    struct unsent bodies[PEERS];
    (void)state;
    open_room(300, 1000, 6);
    for (size_t i = 0; i < PEERS; i++)
        bodies[i] = (struct unsent){.bytes = 50};
    connections_send(room.connections, room.all[6], room.clients[6], &bodies[6]);
    for (size_t i = 0; i < 5; i++)
        connections_send(room.connections, room.all[i], room.clients[i], &bodies[i]);
    assert_int_equal(counts_now().unsent, 300);
    connections_send(room.connections, room.all[7], room.clients[7], &bodies[7]);
    for (size_t i = 0; i < PEERS; i++)
        assert_int_equal(is_shut(i), i == 0);
    assert_true(counts_now().unsent == 300 && counts_now().cut_off == 1);
    close_room();
}

/* What several take is one piece of memory, and counted once, for as long as one takes it. */
static void test_unsent_shared(void **state)
{
    struct unsent body = {.bytes = 200};
    (void)state;
    open_room(300, 1000, 2);
    for (size_t i = 0; i < PEERS; i++) {
        connections_send(room.connections, room.all[i], room.clients[i], &body);
        assert_true(counts_now().unsent == 200 && counts_now().cut_off == 0);
    }
    static const size_t order[] = {5, 0, 11, 1, 7, 2, 3, 10, 4, 9, 6};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        connections_enter(room.connections, room.all[order[i]], CONNECTION_IDLE);
        assert_int_equal(counts_now().unsent, 200);
        size_t counted = 0;
        for (size_t k = 0; k < PEERS; k += 2)
            counted += *address_unsent(room.clients[k]);
        assert_int_equal(counted, 200);
    }
    connections_enter(room.connections, room.all[8], CONNECTION_IDLE);
    assert_int_equal(counts_now().unsent, 0);
    close_room();
}

/* --- Turns --- */

/* Pieces by letter (the client) and digit (their order of coming); costs beside. */
struct turn {
    const char *name;
    double cost;
};

static const char *name_of(const struct piece *piece)
{
    return piece->job;
}

static bool add(struct turns *turns, const struct turn *turn, struct piece *displaced)
{
    return turns_add(turns, &(struct piece){.job = (void *)turn->name, .client = (uint64_t)turn->name[0], .cost = turn->cost}, displaced);
}

/* By one thread, all having come before the first is begun. */
static const struct {
    struct turn turns[12];
    const char *order;
} orders[] = {
    {{{"a1", 1}, {"a2", 1}, {"a3", 1}}, "a1 a2 a3 "},
    {{{"a1", 1}, {"a2", 1}, {"a3", 1}, {"b1", 1}, {"c1", 1}}, "a1 b1 c1 a2 a3 "},
    {{{"a1", 1}, {"a2", 1}, {"b1", 1}, {"b2", 1}}, "a1 b1 a2 b2 "},
    {{{"a1", 9}, {"a2", 1}, {"a3", 5}}, "a2 a3 a1 "}, /* the cheap before the dear of one client */
    {{{"a1", 9}, {"b1", 1}, {"c1", 5}}, "b1 c1 a1 "}, /* and of several */
    {{{"a1", 7}, {"a2", 7}, {"a3", 7}, {"b1", 1}, {"b2", 1}}, "b1 b2 a1 a2 a3 "},
    {{{"a1", 3}, {"a2", 3}, {"a3", 3}, {"b1", 2}, {"b2", 2}, {"b3", 2}}, "b1 a1 b2 a2 b3 a3 "}, /* as much for each */
    {{{"a1", 0}, {"b1", 0}, {"a2", 0}}, "a1 b1 a2 "},
};

static void test_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        struct turns *turns = turns_create(12, 1, 100);
        struct piece piece;
        char order[64] = "";
        for (size_t k = 0; k < 12 && orders[i].turns[k].name; k++)
            assert_true(add(turns, &orders[i].turns[k], &piece) && !piece.job);
        while (turns_take(turns, &piece)) {
            strcat(strcat(order, name_of(&piece)), " ");
            turns_done(turns, &piece);
        }
        if (strcmp(order, orders[i].order) != 0 && i != 6)
            fail_msg("order %zu: %s", i, order);
        if (i == 6) /* equal ends may come in either order, but nobody is ahead by more than one */
            for (int ahead = 0, k = 0; order[3 * k]; k++)
                assert_in_range((ahead += order[3 * k] == 'a' ? 1 : -1) + 2, 1, 3);
        turns_destroy(turns);
    }
}

/* One client with 32 requests of seven seconds, on two threads: one of them is left, and whoever else comes with a figure is begun at once, again
 * and again, and with a dear one, too. */
static void test_flood(void **state)
{
    (void)state;
    struct turns *turns = turns_create(256, 2, 2.5e8);
    struct piece dear, piece, displaced;
    for (int i = 0; i < 32; i++)
        assert_true(add(turns, &(struct turn){"a", 7e9}, &displaced));
    assert_true(turns_take(turns, &dear));
    assert_false(turns_take(turns, &piece)); /* the other thread stays free */
    for (int i = 0; i < 100; i++) {
        assert_true(add(turns, &(struct turn){"b", 1e6}, &displaced));
        assert_true(turns_take(turns, &piece) && *name_of(&piece) == 'b');
        turns_done(turns, &piece);
    }
    assert_true(add(turns, &(struct turn){"c", 5e9}, &displaced));
    assert_true(turns_take(turns, &piece) && *name_of(&piece) == 'c');
    /* Now both threads are taken; whichever is free first, the next is not of the one that asks for more. */
    assert_true(add(turns, &(struct turn){"d", 1e9}, &displaced));
    turns_done(turns, &dear);
    assert_true(turns_take(turns, &dear) && *name_of(&dear) == 'd');
    turns_done(turns, &piece);
    assert_true(turns_take(turns, &piece) && *name_of(&piece) == 'a');
    /* Its own cheap requests may take the last thread. */
    turns_done(turns, &dear);
    assert_false(turns_take(turns, &dear));
    assert_true(add(turns, &(struct turn){"a-cheap", 1e6}, &displaced));
    assert_true(turns_take(turns, &dear) && !strcmp(name_of(&dear), "a-cheap"));
    turns_done(turns, &dear), turns_done(turns, &piece);
    turns_lift_limit(turns);
    size_t left = 0;
    for (; turns_take(turns, &piece); left++)
        ;
    assert_int_equal(left, 30);
    turns_destroy(turns);
}

/* What is dear is served in the end, however much that is cheap keeps coming. */
static void test_no_starving(void **state)
{
    (void)state;
    struct turns *turns = turns_create(8, 1, 1e9);
    struct piece piece, displaced;
    int before = 0;
    assert_true(add(turns, &(struct turn){"a", 100}, &displaced));
    for (bool served = false; !served; before++) {
        assert_true(before < 1000);
        assert_true(add(turns, &(struct turn){before % 2 ? "b" : "c", 1}, &displaced));
        assert_true(turns_take(turns, &piece));
        served = *name_of(&piece) == 'a';
        turns_done(turns, &piece);
    }
    assert_in_range(before, 50, 250);
    turns_destroy(turns);
}

/* Without room the dearest of whoever has most goes; what is cheap is always taken. */
static void test_no_room(void **state)
{
    (void)state;
    struct turns *turns = turns_create(4, 1, 1e9);
    struct piece piece, out;
    assert_true(add(turns, &(struct turn){"a1", 5}, &out) && add(turns, &(struct turn){"a2", 9}, &out) &&
                add(turns, &(struct turn){"b1", 20}, &out) && add(turns, &(struct turn){"a3", 5}, &out));
    assert_true(add(turns, &(struct turn){"c1", 1}, &out) && !strcmp(name_of(&out), "a2"));
    assert_false(add(turns, &(struct turn){"a4", 7}, &out)); /* its own would be the dearest */
    assert_null(out.job);
    assert_true(add(turns, &(struct turn){"a5", 2}, &out) && !strcmp(name_of(&out), "a3"));
    assert_true(add(turns, &(struct turn){"d1", 30}, &out) && !strcmp(name_of(&out), "a1"));
    assert_true(add(turns, &(struct turn){"e1", 1}, &out) && !strcmp(name_of(&out), "d1")); /* each has one now */
    assert_int_equal(turns_waiting(turns), 4);
    while (turns_take(turns, &piece))
        turns_done(turns, &piece);
    assert_int_equal(turns_waiting(turns), 0);
    turns_destroy(turns);
    turns_destroy(NULL);
}

/* --- Workers --- */

static atomic_int done, refused;
static atomic_bool gate;

static void work(void *job)
{
    while (!atomic_load(&gate))
        usleep(100);
    atomic_fetch_add(&done, (int)(intptr_t)job);
}

static void refuse(void *job)
{
    atomic_fetch_add(&refused, (int)(intptr_t)job);
}

static void test_workers(void **state)
{
    (void)state;
    struct workers *workers = workers_start(3, 10, 5);
    struct workers_counts counts;
    struct piece piece = {work, refuse, (void *)(intptr_t)1, 7, 1};
    assert_non_null(workers);
    int taken = 0, submitted = 0;
    atomic_store(&gate, false);
    /* Three are taken up, sooner or later, and ten wait; the rest is refused. */
    for (; taken < 13 && submitted < 60000; submitted++) {
        taken += workers_submit(workers, &piece);
        usleep(1000);
    }
    for (int i = 0; i < 10; i++, submitted++)
        taken += workers_submit(workers, &piece);
    assert_int_equal(taken, 13);
    workers_count(workers, &counts);
    assert_true(counts.queued == 10 && counts.busy == 3 && counts.refused == (uint64_t)submitted - 13);
    /* Another client finds room, at the cost of the one that has it all. */
    piece.client = 8;
    assert_true(workers_submit(workers, &piece));
    assert_int_equal(atomic_load(&refused), 1);
    atomic_store(&gate, true);
    workers_stop(workers);
    assert_int_equal(atomic_load(&done), 13);
    assert_false(workers_submit(workers, &piece));
    workers_destroy(workers);
    workers_destroy(NULL);
}

/* All that was submitted is finished at the end, what was held back for others, too. */
static void test_workers_share(void **state)
{
    (void)state;
    struct workers *workers = workers_start(2, 10, 5);
    struct workers_counts counts = {0};
    atomic_store(&gate, false);
    atomic_store(&done, 0);
    for (int i = 0; i < 6; i++)
        assert_true(workers_submit(workers, &(struct piece){work, refuse, (void *)(intptr_t)1, 7, 10}));
    while (counts.busy < 1)
        workers_count(workers, &counts);
    usleep(20000);
    workers_count(workers, &counts);
    assert_true(counts.busy == 1 && counts.queued == 5);
    assert_true(workers_submit(workers, &(struct piece){work, refuse, (void *)(intptr_t)100, 8, 10}));
    while (counts.busy < 2)
        workers_count(workers, &counts);
    assert_int_equal(counts.queued, 5);
    atomic_store(&gate, true);
    workers_stop(workers);
    assert_int_equal(atomic_load(&done), 106);
    workers_destroy(workers);
}

static void test_workers_without_memory(void **state)
{
    (void)state;
    bool failed = true;
    for (long allowed = 0; failed; allowed++) {
        assert_true(allowed < 20);
        memory_fail_after(allowed);
        struct workers *workers = workers_start(2, 4, 1);
        failed = memory_has_failed();
        memory_fail_after(-1);
        assert_true(failed == !workers);
        workers_destroy(workers);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spellings),     cmocka_unit_test(test_forwarding),    cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_bodies),        cmocka_unit_test(test_giving_way),    cmocka_unit_test(test_unsent_per_address),
        cmocka_unit_test(test_unsent_in_all), cmocka_unit_test(test_unsent_shared), cmocka_unit_test(test_order),
        cmocka_unit_test(test_flood),         cmocka_unit_test(test_no_starving),   cmocka_unit_test(test_no_room),
        cmocka_unit_test(test_workers),       cmocka_unit_test(test_workers_share), cmocka_unit_test(test_workers_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
