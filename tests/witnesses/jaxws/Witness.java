// An external system on JAX-WS: takes records by any WSDL it is given, validates them, and gives them their keys.

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import javax.xml.XMLConstants;
import javax.xml.namespace.QName;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.Source;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import javax.xml.ws.Endpoint;
import javax.xml.ws.Provider;
import javax.xml.ws.Service;
import javax.xml.ws.ServiceMode;
import javax.xml.ws.WebServiceException;
import javax.xml.ws.WebServiceProvider;
import javax.xml.ws.soap.SOAPBinding;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

public class Witness {
    private static final String XSD = XMLConstants.W3C_XML_SCHEMA_NS_URI;
    private static final String WSDL = "http://schemas.xmlsoap.org/wsdl/";
    private static final String SOAP12 = "http://schemas.xmlsoap.org/wsdl/soap12/";
    private static final Map<String, String[]> KEYS =
            Map.of("Household", new String[] {"HH-000417", "HouseholdId"}, "Contact", new String[] {"CRM-88120", "Id"});
    private static final List<String> SEEN = new ArrayList<>();

    // Arguments: a path and a WSDL's file, for each service.
    public static void main(String[] given) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newFixedThreadPool(4));
        for (int at = 0; at < given.length; at += 2) publish(server, given[at], new File(given[at + 1]));
        server.createContext("/seen", exchange -> {
            byte[] told = ("[" + String.join(",", SEEN) + "]").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, told.length);
            exchange.getResponseBody().write(told);
            exchange.close();
        });
        server.start();
        System.out.println(server.getAddress().getPort());
        while (System.in.read() >= 0) {}
        System.exit(0);
    }

    private static void publish(HttpServer server, String place, File file) throws Exception {
        Document wsdl = parsed(new StreamSource(file));
        boolean isNewer = wsdl.getElementsByTagNameNS(SOAP12, "binding").getLength() > 0;
        Element service = (Element) wsdl.getElementsByTagNameNS(WSDL, "service").item(0);
        Element port = (Element) service.getElementsByTagNameNS(WSDL, "port").item(0);
        String namespace = wsdl.getDocumentElement().getAttribute("targetNamespace");
        boolean isRpc = Files.readString(file.toPath()).contains("style=\"rpc\"");
        Endpoint endpoint = Endpoint.create(
                isNewer ? SOAPBinding.SOAP12HTTP_BINDING : SOAPBinding.SOAP11HTTP_BINDING,
                new Desk(place, isRpc ? null : schema(wsdl)));
        endpoint.setMetadata(List.of(new StreamSource(file)));
        endpoint.setProperties(Map.of(
                Endpoint.WSDL_SERVICE, new QName(namespace, service.getAttribute("name")),
                Endpoint.WSDL_PORT, new QName(namespace, port.getAttribute("name"))));
        endpoint.publish(server.createContext(place));
    }

    private static Schema schema(Document wsdl) throws Exception {
        NodeList found = wsdl.getElementsByTagNameNS(XSD, "schema");
        Source[] sources = new Source[found.getLength()];
        for (int at = 0; at < sources.length; at++) sources[at] = new DOMSource(found.item(at), "schema" + at);
        return SchemaFactory.newInstance(XSD).newSchema(sources);
    }

    private static Document parsed(Source source) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        StringWriter text = new StringWriter();
        TransformerFactory.newInstance().newTransformer().transform(source, new StreamResult(text));
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(text.toString())));
    }

    @WebServiceProvider
    @ServiceMode(Service.Mode.PAYLOAD)
    public static class Desk implements Provider<Source> {
        private final String place;
        private final Schema schema;

        Desk(String place, Schema schema) {
            this.place = place;
            this.schema = schema;
        }

        @Override
        public Source invoke(Source message) {
            try {
                Document asked = parsed(message);
                if (schema != null) schema.newValidator().validate(new DOMSource(asked));
                return new DOMSource(answered(asked.getDocumentElement()));
            } catch (Exception problem) {
                throw new WebServiceException(problem.getMessage() + " (SBL-EAI-04127)", problem);
            }
        }

        private Document answered(Element asked) throws Exception {
            String name = asked.getLocalName();
            String replied = name.endsWith("_Input") ? name.replaceAll("_Input$", "_Output") : name + "Response";
            Document reply = parsed(new StreamSource(new StringReader("<x/>")));
            reply.removeChild(reply.getDocumentElement());
            Element wrapper = reply.createElementNS(asked.getNamespaceURI(), "asi:" + replied);
            reply.appendChild(wrapper);
            Element record = name.contains("Synchronize") ? record(asked) : null;
            if (record != null) fill(wrapper, record);
            return reply;
        }

        // Repeats the elements that lead to the record, and in it the keys alone.
        private void fill(Element wrapper, Element record) throws Exception {
            List<Element> way = new ArrayList<>();
            Document reply = wrapper.getOwnerDocument();
            Element inner = wrapper;
            Element root = record.getOwnerDocument().getDocumentElement();
            for (Node each = record; each != root; each = each.getParentNode()) way.add(0, (Element) each);
            for (Element each : way) {
                Element made = reply.createElementNS(each.getNamespaceURI(), each.getLocalName());
                inner.appendChild(made);
                inner = made;
            }
            String[] keys = KEYS.get(record.getLocalName());
            Node id = ((Element) record).getElementsByTagNameNS("*", keys[1]).item(0);
            add(inner, record, keys[1], id.getTextContent());
            add(inner, record, "IntegrationId", keys[0]);
            StringWriter text = new StringWriter();
            TransformerFactory.newInstance().newTransformer().transform(new DOMSource(record), new StreamResult(text));
            synchronized (SEEN) {
                SEEN.add(String.format("{\"place\":\"%s\",\"kind\":\"%s\",\"xml\":\"%s\"}", place, record.getLocalName(),
                        text.toString().replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\s+", " ")));
            }
        }

        private static void add(Element to, Element like, String name, String value) {
            Node first = like.getElementsByTagNameNS("*", name).item(0);
            String namespace = first != null ? first.getNamespaceURI() : like.getNamespaceURI();
            Element made = to.getOwnerDocument().createElementNS(namespace, name);
            made.setTextContent(value);
            to.appendChild(made);
        }

        private static Element record(Element within) {
            NodeList inner = within.getChildNodes();
            for (int at = 0; at < inner.getLength(); at++) {
                if (!(inner.item(at) instanceof Element)) continue;
                Element each = (Element) inner.item(at);
                if (KEYS.containsKey(each.getLocalName())) return each;
                Element found = record(each);
                if (found != null) return found;
            }
            return null;
        }
    }
}
