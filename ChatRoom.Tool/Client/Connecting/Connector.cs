using System.Text;
using ChatRoom.Client.Options;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;
using ChatRoom.Protocol.Typed;

namespace ChatRoom.Client.Connecting;

/// <summary>
/// Connects and detects the kind of the server. The client sends its nickname with a NUL after it.
/// A chatroom server answers with a typed greeting, however late; any other answer comes from a tutorial server.
/// If no answer comes in time, the attempt fails.
/// </summary>
internal static class Connector
{
    /// <param name="options">The server, and how long it may take.</param>
    /// <param name="name">The name to send.</param>
    /// <param name="isAgain">The client was connected to a chatroom server here before: silence may mean that it is stopping or starting.</param>
    /// <param name="cancel">Ends the attempt.</param>
    public static async Task<(Link? Link, Failure? Failure)> ConnectAsync(
        ClientOptions options, Nickname name, bool isAgain = false, CancellationToken cancel = default)
    {
        var (clientStream, failure) = await ClientStream.ConnectAsync(options, cancel);
        if (clientStream is null)
        {
            return (null, failure);
        }

        Link? link = null;
        try
        {
            (link, failure) = await GreetAsync(clientStream, options, name, isAgain, cancel);
            return (link, failure);
        }
        finally
        {
            if (link is null)
            {
                clientStream.Dispose();
            }
        }
    }

    private static async Task<(Link? Link, Failure? Failure)> GreetAsync(
        ClientStream clientStream, ClientOptions options, Nickname name, bool isAgain, CancellationToken cancel)
    {
        var asked = await ReceiveUntilAsync(clientStream, [], options.AnswerTimeout, options.Time, IsQuestion, cancel);
        if (!IsQuestion(asked))
        {
            return (null, clientStream.HasEnded ? Closed(options) : Silent(options, isAgain, "ask for a name in time: it may be stopped, or not be a chat room; try again"));
        }

        if (asked.AsSpan().StartsWith(Greeting.TlsOnlyBeginning))
        {
            return (null, new Failure(
                Outcome.ProtocolError, $"the server at {options.Address} speaks TLS only; join it with --tls, or with a URL that begins with chatrooms://"));
        }

        if (asked.AsSpan().StartsWith(Greeting.RefusalBeginning))
        {
            return (null, Refused(options, asked, isAgain));
        }

        if (!asked.AsSpan().StartsWith(Greeting.AskName))
        {
            return (null, new Failure(
                Outcome.ProtocolError,
                $"the server at {options.Address} is not a chat room: it did not ask for a name; check the host and port"));
        }

        var early = asked[Greeting.AskName.Length..];
        return options.IsTutorial
            ? await SendPlainNameAsync(clientStream, options, name, early, cancel)
            : await SendTypedNameAsync(clientStream, options, name, early, isAgain, cancel);
    }

    /// <summary>Sends the name with a NUL after it, and waits until the answer shows the kind of the server.</summary>
    private static async Task<(Link? Link, Failure? Failure)> SendTypedNameAsync(
        ClientStream clientStream, ClientOptions options, Nickname name, byte[] early, bool isAgain, CancellationToken cancel)
    {
        clientStream.Write([.. name.Bytes, 0]);
        if (!await clientStream.FlushAsync())
        {
            return (null, Closed(options));
        }

        var answer = await ReceiveUntilAsync(clientStream, early, options.AnswerTimeout, options.Time, IsDecided, cancel);
        return !IsDecided(answer)
            ? (null, clientStream.HasEnded ? Closed(options) : Silent(
                options, isAgain, "answer our name in time, so nothing was said; try again, or use --tutorial if it is a tutorial server that does not answer a name"))
            : isAgain ? CreateLinkAgain(clientStream, options, name, answer)
            : CreateLink(clientStream, options, name, answer);

        // Bytes that came before our name are not an answer to it, unless they are the greeting.
        bool IsDecided(ReadOnlySpan<byte> bytes) => Agree(TypedWords.GreetingFamily, bytes)
            ? bytes.Contains((byte)'\n') || bytes.Length > ServerLine.MaxEncoded
            : bytes.Length > early.Length;
    }

    /// <summary>Sends the bare name to a tutorial server, which may or may not answer it.</summary>
    private static async Task<(Link? Link, Failure? Failure)> SendPlainNameAsync(
        ClientStream clientStream, ClientOptions options, Nickname name, byte[] early, CancellationToken cancel)
    {
        clientStream.Write(name.Bytes);
        if (!await clientStream.FlushAsync())
        {
            return (null, Closed(options));
        }

        var answer = await ReceiveUntilAsync(clientStream, early, TutorialLink.NameTimeout, options.Time, bytes => bytes.Length > early.Length, cancel);
        return clientStream.HasEnded && answer.Length == early.Length
            ? (null, Closed(options))
            : (new TutorialLink(clientStream, new LineSplitter(ServerLine.MaxEncoded), answer, name, options), null);
    }

    private static (Link? Link, Failure? Failure) CreateLinkAgain(ClientStream clientStream, ClientOptions options, Nickname name, byte[] answer)
    {
        var (link, failure) = CreateLink(clientStream, options, name, answer);
        return link is TutorialLink
            ? (null, new Failure(Outcome.ProtocolError, $"the server at {options.Address} is no longer a chatroom server"))
            : (link, failure);
    }

    private static (Link? Link, Failure? Failure) CreateLink(ClientStream clientStream, ClientOptions options, Nickname name, byte[] answer)
    {
        var lines = new LineSplitter(ServerLine.MaxEncoded);
        if (!Agree(TypedWords.GreetingFamily, answer))
        {
            return (new TutorialLink(clientStream, lines, answer, name, options), null);
        }

        ReadOnlySpan<byte> rest = answer;
        if (lines.Next(ref rest, out var first) != SplitResult.Line
            || ServerLineParser.TryParse(first, out var greeting) != ParseResult.Ok
            || greeting.Kind != ServerLineKind.Greeting)
        {
            return (null, new Failure(
                Outcome.ProtocolError,
                $"the server at {options.Address} speaks a newer protocol; update with 'dotnet tool update -g chatroom'"));
        }

        var unread = answer.AsMemory(answer.Length - rest.Length);
        return (new TypedLink(clientStream, lines, unread, TextFilter.Clean(Encoding.UTF8.GetString(greeting.Text)), options.Password), null);
    }

    /// <summary>The kind of a silent server is unknown, so the client says nothing to it.</summary>
    private static Failure Silent(ClientOptions options, bool isAgain, string missing) => new(
        isAgain ? Outcome.Lost : Outcome.ProtocolError, $"the server at {options.Address} did not {missing}");

    private static Failure Closed(ClientOptions options) => new(Outcome.Lost, $"the server at {options.Address} closed the connection before it accepted our name");

    /// <summary>After a lost connection the refusal may be temporary: the server may still count that connection.</summary>
    private static Failure Refused(ClientOptions options, ReadOnlySpan<byte> line, bool isAgain)
    {
        var sentence = line[Greeting.RefusalBeginning.Length..];
        var end = sentence.IndexOf((byte)'\n');
        var why = TextFilter.Clean(Encoding.UTF8.GetString(end < 0 ? sentence : sentence[..end])).TrimEnd('.');
        return new Failure(isAgain ? Outcome.Lost : Outcome.Refused, $"the server at {options.Address} refused the connection: {why}");
    }

    /// <summary>True if enough bytes are there to decide whether the server asks for a name.</summary>
    private static bool IsQuestion(ReadOnlySpan<byte> asked) => asked.Length >= Greeting.AskName.Length || !Agree(Greeting.AskName, asked);

    /// <summary>True if one begins with the other.</summary>
    private static bool Agree(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var common = Math.Min(one.Length, other.Length);
        return one[..common].SequenceEqual(other[..common]);
    }

    private delegate bool Decision(ReadOnlySpan<byte> bytes);

    /// <summary>Appends what arrives to <paramref name="collected"/> until it is decisive, the connection ends, or time is up.</summary>
    private static async Task<byte[]> ReceiveUntilAsync(
        ClientStream clientStream, byte[] collected, TimeSpan timeout, TimeProvider time, Decision decided, CancellationToken cancel)
    {
        using var limit = new TimeLimit(timeout, time, cancel);
        try
        {
            while (!decided(collected) && await clientStream.ReceiveAsync(limit))
            {
                collected = [.. collected, .. clientStream.Received.Span];
            }
        }
        catch (OperationCanceledException)
        {
            // Time is up: the bytes so far are the answer.
            cancel.ThrowIfCancellationRequested();
        }

        return collected;
    }
}
