package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.NodeList;

/** Keeps the list of the pom true, of the classes that applications use and that a release is compared for. */
class PublicApiTest {
    private static final String LISTED = "//plugin[artifactId='japicmp-maven-plugin']//include";
    private static final String OURS = "io.geminiomni.camel.";

    @Test
    void whatTheMethodsOfTheApiTakeAndGiveIsListed() throws Exception {
        Set<String> listed = listed();
        Set<String> used = new TreeSet<>();
        for (String name : listed) {
            addUsed(Class.forName(name), used);
        }
        assertThat(listed)
                .as("classes that the api profile of pom.xml compares with the last release")
                .isNotEmpty()
                .containsAll(used);
    }

    @Test
    void theOptionsAndHeadersAreListed() throws Exception {
        assertThat(listed())
                .contains(
                        GeminiOmniComponent.class.getName(),
                        GeminiOmniConfiguration.class.getName(),
                        GeminiOmniConstants.class.getName(),
                        GeminiOmniEndpoint.class.getName());
    }

    private static Set<String> listed() throws Exception {
        XPath path = XPathFactory.newInstance().newXPath();
        NodeList includes = (NodeList) path.evaluate(
                LISTED,
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new File("pom.xml")),
                XPathConstants.NODESET);
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < includes.getLength(); i++) {
            names.add(includes.item(i).getTextContent());
        }
        return names;
    }

    private static void addUsed(Class<?> type, Set<String> used) {
        for (Method method : type.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers())) {
                Stream.of(method.getGenericParameterTypes()).forEach(parameter -> addNames(parameter, used));
                Stream.of(method.getExceptionTypes()).forEach(exception -> addNames(exception, used));
                addNames(method.getGenericReturnType(), used);
            }
        }
        for (Class<?> nested : type.getDeclaredClasses()) {
            if (Modifier.isPublic(nested.getModifiers())) {
                addUsed(nested, used);
            }
        }
    }

    private static void addNames(Type type, Set<String> names) {
        List<Type> parts = new ArrayList<>();
        if (type instanceof ParameterizedType generic) {
            parts.add(generic.getRawType());
            parts.addAll(List.of(generic.getActualTypeArguments()));
        } else if (type instanceof WildcardType wildcard) {
            parts.addAll(List.of(wildcard.getUpperBounds()));
        } else if (type instanceof GenericArrayType array) {
            parts.add(array.getGenericComponentType());
        } else if (type instanceof Class<?> one) {
            Class<?> element = one.isArray() ? one.getComponentType() : one;
            Class<?> outermost = element.getNestHost();
            if (outermost.getName().startsWith(OURS)) {
                names.add(outermost.getName());
            }
        }
        parts.forEach(part -> addNames(part, names));
    }
}
