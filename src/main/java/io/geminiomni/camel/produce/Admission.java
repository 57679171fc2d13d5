package io.geminiomni.camel.produce;

import io.geminiomni.camel.cost.CostLimitException;
import io.geminiomni.camel.gateway.Gateway;
import io.geminiomni.camel.submit.Submitted;
import org.apache.camel.AsyncCallback;
import org.jspecify.annotations.Nullable;

/**
 * Admits a request before it is paid for: its cost is not above {@code maxCostPerRequest}, there is room within {@code maxInFlight}, the balance is not below
 * {@code minBalance}, and its image is uploaded.
 */
final class Admission {
    private final Gateway gateway;
    private final Pricing pricing;
    private final @Nullable BalanceMinimum balance;
    private final @Nullable InFlightLimit limit;
    private final boolean blockWhenFull;

    /**
     * @param pricing says which requests cost too much
     * @param balance {@code null} for any balance
     * @param limit {@code null} for any number of tasks in flight
     */
    Admission(
            Gateway gateway,
            Pricing pricing,
            @Nullable BalanceMinimum balance,
            @Nullable InFlightLimit limit,
            boolean blockWhenFull) {
        this.gateway = gateway;
        this.pricing = pricing;
        this.balance = balance;
        this.limit = limit;
        this.blockWhenFull = blockWhenFull;
    }

    /** The step after the admission. */
    interface Next {
        /**
         * Called before an order is submitted that has waited for room.
         *
         * @throws IllegalStateException if the producer was stopped meanwhile
         */
        void requireStarted();

        /** Submits an admitted request; its room is given back afterwards. */
        Submitted submit(Order order);

        /** @return whether the exchange was completed synchronously */
        boolean proceed(Order order, Submitted submitted, AsyncCallback callback);
    }

    boolean isNeededFor(Order order) {
        return limit != null
                || balance != null
                || order.image() != null
                || pricing.refusal(order.submission()).isPresent();
    }

    /**
     * Proceeds with a request when it is admitted.
     *
     * @throws CostLimitException if it costs too much, or its price is needed and not known
     * @return whether the exchange was completed synchronously
     */
    boolean admit(Order order, Next next, AsyncCallback callback) {
        pricing.refusal(order.submission()).ifPresent(refusal -> {
            throw refusal;
        });
        InFlightLimit present = limit;
        if (present == null) {
            return next.proceed(order, submit(order, next), callback);
        }
        if (blockWhenFull) {
            if (!present.enterOrWait(whenThereIsRoom(present, order, next, callback))) {
                return false;
            }
        } else {
            present.enter();
        }
        return next.proceed(order, submitWithin(present, order, next), callback);
    }

    private InFlightLimit.Waiting whenThereIsRoom(
            InFlightLimit present, Order order, Next next, AsyncCallback callback) {
        AsyncCallback later = doneSync -> callback.done(false);
        return new InFlightLimit.Waiting() {
            @Override
            public void resume() {
                try {
                    next.proceed(order, submitAfterWait(present, order, next), later);
                } catch (RuntimeException | Error e) {
                    fail(e);
                }
            }

            @Override
            public void fail(Throwable why) {
                order.exchange().setException(why);
                later.done(false);
            }
        };
    }

    private Submitted submitAfterWait(InFlightLimit present, Order order, Next next) {
        try {
            next.requireStarted();
        } catch (IllegalStateException e) {
            present.leave();
            throw e;
        }
        return submitWithin(present, order, next);
    }

    private Submitted submitWithin(InFlightLimit present, Order order, Next next) {
        try {
            return submit(order, next);
        } finally {
            present.leave();
        }
    }

    private Submitted submit(Order order, Next next) {
        if (balance != null) {
            balance.check();
        }
        UploadBody image = order.image();
        return next.submit(image == null ? order : order.withImageUrl(gateway.upload(image.file())));
    }
}
