/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The driver's environment: the calls of NDIS and of the miniport, by their names in its documentation.
 *
 * Thin functions. They check the rules of the contract as the run goes and hand on to the module that does
 * the work; what only scripted faults do (plan.faults) lies in misbehave.c, behind one test. */
#ifndef RXP_NDIS_H
#define RXP_NDIS_H

#include "modules.h"
#include "ndis_fault.h"

/* The level a call is made at. */
enum irql { PASSIVE_LEVEL = 0, DISPATCH_LEVEL = 2 };

/* What a driver must give back as it was given. */
struct ndis_memory {
    uint64_t length, virtual_address, logical_address;
};

/* What works for a queue whose mask is no guard (unmask_too_early). */
enum at_work { ISR_AT_WORK = 1, DPC_AT_WORK = 2 };

/* The driver does this wrong. */
static inline bool has_fault(const struct sim *sim, enum ndis_fault fault) {
    return sim->plan->faults & FAULT_BIT(fault);
}

/* --- ndis.c: initialisation and memory --- */
/* Where the block of a request is: to the driver, to the device, in the host's memory. Whole pages of 4 KiB;
 * the three ranges have nothing in common. */
uint64_t ndis_address(enum ndis_address_kind kind, uint64_t request);
/* All three of them. The driver is told the first two only. */
void ndis_addresses(uint64_t request, uint64_t address[ADDRESS_KINDS]);
struct ndis_memory ndis_memory_of(const struct block *block);

/* The adapter's state changes; the contract has an order (R23). */
void ndis_step(struct sim *sim, enum adapter_state to);
void miniport_initialize_ex(struct sim *sim); /* up to where it asks for memory */
void ndis_register(struct sim *sim);          /* DMA, as the device does it: */
void ndis_m_register_scatter_gather_dma(struct sim *sim);
void ndis_m_register_dma_channel(struct sim *sim);
/* May the driver ask for this block at once, here? */
void ndis_m_allocate_shared_memory(struct sim *sim, const struct block *block, enum irql irql);
/* The request goes to the host; its answer is the call below, once. */
void ndis_m_allocate_shared_memory_async_ex(struct sim *sim, uint32_t block);
void miniport_shared_memory_allocate_complete(struct sim *sim, uint32_t block);
/* A block whose buffers are all home becomes FREEING; a call that breaks a rule does nothing. */
void ndis_m_free_shared_memory(struct sim *sim, uint32_t block, struct ndis_memory memory);

/* --- lifecycle.c --- */
void lifecycle_start(struct sim *sim);                  /* initialised: it runs */
void lifecycle_event(struct sim *sim, uint32_t number); /* EVENT_LIFECYCLE: a row, or (their count) a step */
/* Buffers are back, a request or a chain has ended: was that what somebody waits for? */
void lifecycle_look(struct sim *sim);
/* The same for buffers; true: the driver does nothing with them. */
bool lifecycle_supplied(struct sim *sim);
/* A chain was indicated; true: the DPC must end. */
bool lifecycle_chain_ended(struct sim *sim, uint32_t queue);

/* --- what the modules on a frame's way do about it --- */
void nic_stop(struct sim *sim);                              /* FIFO and open units are lost */
void nic_lose(struct sim *sim, const struct waiting *frame); /* nobody takes it: not running */
void coalesce_stop(struct sim *sim);
void driver_close_episode(struct sim *sim, uint32_t queue); /* without refilling */
void driver_fill(struct sim *sim);                          /* all rings, and all is visible */
void block_free_all(struct sim *sim);                       /* nothing is in use */
/* A filled frame's buffers are the driver's again without ever having been a protocol's. */
void copy_buffers_back(struct sim *sim, uint32_t buffer);

/* --- stop.c: what is lost when a miniport stops --- */
/* Frames of the chain that the queue's DPC has begun. */
static inline uint64_t stop_chain(const struct queue_data *queue) {
    return queue->slice_left > 0 ? queue->chain : 0;
}
void stop_receiving(struct sim *sim);
void stop_filled(struct sim *sim, uint32_t queue, uint64_t keep); /* all filled frames but the first ones */
void stop_discard(struct sim *sim, uint32_t buffer);              /* a frame out of DMA, or that was filled */

/* --- check_ndis.c: the sanity walk of the adapter --- */
void check_ndis(const struct sim *sim);
/* check_address.c: every buffer is where its block is, to all three. */
void check_addresses(const struct sim *sim);

/* --- misbehave.c, misbehave_receive.c: what only scripted faults do (only where plan.faults) --- */
void misbehave_counts_processors(struct sim *sim);
bool misbehave_asks(struct sim *sim, const struct block *block);   /* true: by the synchronous call */
void misbehave_served(struct sim *sim, const struct block *block); /* a worker starts a request */
void misbehave_completed(struct sim *sim, uint32_t block, const struct block *ended);
void misbehave_frees(struct sim *sim, uint32_t block);  /* before the block is freed as it should be */
void misbehave_freed(struct sim *sim, uint32_t block);  /* after */
void misbehave_drains(struct sim *sim, uint32_t block); /* a block begins to drain */
void misbehave_gone(struct sim *sim, const struct block *block);
void misbehave_halt_begins(struct sim *sim); /* the driver should wait for what is out */
void misbehave_halts(struct sim *sim);       /* all is back: it frees, deregisters, cancels */
void misbehave_halts_at_end(struct sim *sim);
void misbehave_shuts_down(struct sim *sim);
bool misbehave_shrinks(struct sim *sim, uint32_t pool, uint32_t blocks); /* true: it does not */
bool misbehave_ticks(struct sim *sim, uint32_t pool);                    /* true: it hangs */
bool misbehave_queued(struct sim *sim, uint32_t queue);                  /* true: its DPC is queued already */
void misbehave_starts(struct sim *sim, uint32_t queue);                  /* its DPC does */
uint64_t misbehave_works(struct sim *sim);                               /* so much more in this chain */
bool misbehave_goes_on(struct sim *sim, uint32_t queue);                 /* true: its DPC does not yield */
void misbehave_ends(struct sim *sim, uint32_t queue);                    /* its DPC does, or yields */
void misbehave_interrupts(struct sim *sim, uint32_t queue);              /* it is going to */
void misbehave_interrupted(struct sim *sim, uint32_t queue);             /* its ISR begins */
void misbehave_indicates(struct sim *sim, uint32_t queue, uint32_t buffer);
void misbehave_indicates_flagged(struct sim *sim, uint32_t queue, uint32_t buffer);
void misbehave_chain_over(struct sim *sim, uint32_t queue);
bool misbehave_returned(struct sim *sim, uint32_t buffer); /* true: the driver has seen to it, somehow */
/* Frames that protocols, or the driver for them, have not given back. */
uint64_t misbehave_frames_out(const struct sim *sim);

/* --- indications and returns --- */
/* The frame is the protocols' until they return it; without NDIS_RECEIVE_FLAGS_RESOURCES (copy_indicate). */
static inline void ndis_m_indicate_receive_net_buffer_lists(struct sim *sim, uint32_t buffer) {
    protocol_indicate(sim, buffer);
}
/* The last of its holders has returned a frame (protocol.c). */
void miniport_return_net_buffer_lists(struct sim *sim, uint32_t buffer);

#endif
