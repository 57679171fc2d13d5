package io.geminiomni.camel.task;

class InMemoryLedgerTest extends LedgerContract {
    @Override
    protected VideoTaskRepository create() {
        return new InMemoryVideoTaskRepository(clock);
    }
}
