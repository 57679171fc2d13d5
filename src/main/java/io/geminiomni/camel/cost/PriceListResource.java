package io.geminiomni.camel.cost;

import io.geminiomni.camel.net.UrlSecrets;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.CamelContext;
import org.apache.camel.support.ResourceHelper;

/**
 * A price list in a resource that Camel finds, such as {@code classpath:prices.yaml} or {@code file:prices.json}, or a bean of the
 * registry, such as {@code #prices}.
 */
public final class PriceListResource {
    private static final String OPTION = "The option priceList is '";
    private static final String REFERENCE = "#";
    private static final String ALLOWED =
            ": it must be a resource such as classpath:prices.yaml or file:prices.json, or the reference of a bean of the type "
                    + PriceList.class.getName() + ", such as #prices";

    private PriceListResource() {}

    /** @throws IllegalArgumentException if there is no such resource or bean, or it is no price list */
    public static PriceList read(CamelContext context, String option) {
        return option.startsWith(REFERENCE) ? bean(context, option) : resource(context, option);
    }

    private static PriceList bean(CamelContext context, String reference) {
        String name = reference.substring(REFERENCE.length()).replaceFirst("^bean:", "");
        Object bean = context.getRegistry().lookupByName(name);
        if (bean instanceof PriceList list) {
            return list;
        }
        String found = bean == null
                ? "there is no such bean"
                : "that is a bean of the type " + bean.getClass().getName();
        throw new IllegalArgumentException(OPTION + reference + "', but " + found + ALLOWED);
    }

    private static PriceList resource(CamelContext context, String uri) {
        String shown = UrlSecrets.hide(uri);
        ClassLoader ofApplication = context.getApplicationContextClassLoader();
        try (InputStream content = ResourceHelper.resolveMandatoryResourceAsInputStream(context, uri)) {
            return PriceList.read(
                    shown, content, ofApplication == null ? PriceList.class.getClassLoader() : ofApplication);
        } catch (FileNotFoundException e) {
            throw new IllegalArgumentException(OPTION + shown + "', but there is no such resource" + ALLOWED, e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    OPTION + shown + "', which cannot be read: " + UrlSecrets.hideIn(String.valueOf(e.getMessage())),
                    e);
        }
    }
}
