using ChatRoom.Protocol.Text;

namespace ChatRoom.Protocol.Typed;

/// <summary>Writes a server's line in the typed dialect. <see cref="ServerLineParser"/> reads it back.</summary>
internal static class ServerLineWriter
{
    /// <summary>Writes the line with its LF; returns its length, at most <see cref="ServerLine.MaxEncoded"/>.</summary>
    public static int Write(in ServerLine line, Span<byte> output)
    {
        var to = new LineBuilder(output);
        switch (line.Kind)
        {
            // chatroom/1 VERSION TITLE
            case ServerLineKind.Greeting:
                to.Add(TypedWords.Greeting);
                to.Field(line.Code);
                to.Field(line.Text);
                break;

            // welcome ROOM NAME LAST-ID TIME MEMBERS
            case ServerLineKind.Welcome:
                to.Add(TypedWords.Welcome);
                to.Field(line.Room);
                to.Field(line.Name);
                to.Field(line.Id);
                to.Field(line.Time);
                to.Field(line.Number);
                break;

            // message ID TIME ROOM NAME TEXT, bot ID TIME ROOM NAME TEXT
            case ServerLineKind.Message:
                Event(ref to, line.IsBot ? TypedWords.Bot : TypedWords.Message, line);
                to.Field(line.Text);
                break;

            // action ID TIME ROOM NAME TEXT
            case ServerLineKind.Action:
                Event(ref to, TypedWords.Action, line);
                to.Field(line.Text);
                break;

            // join ID TIME ROOM NAME [bot]
            case ServerLineKind.Join:
                Event(ref to, TypedWords.Join, line);
                if (line.IsBot)
                {
                    to.Field(TypedWords.Bot);
                }

                break;

            // leave ID TIME ROOM NAME [TEXT]
            case ServerLineKind.Leave:
                Event(ref to, TypedWords.Leave, line);
                if (!line.Text.IsEmpty)
                {
                    to.Field(line.Text);
                }

                break;

            // rename ID TIME ROOM NEW-NAME OLD-NAME
            case ServerLineKind.Rename:
                Event(ref to, TypedWords.Rename, line);
                to.Field(line.Other);
                break;

            // announcement ID TIME ROOM NAME TEXT
            case ServerLineKind.Announcement:
                Event(ref to, TypedWords.Announcement, line);
                to.Field(line.Text);
                break;

            // start ID TIME ROOM NAME
            case ServerLineKind.Start:
                Event(ref to, TypedWords.Start, line);
                break;

            // topic ID TIME ROOM NAME TEXT
            case ServerLineKind.Topic:
                Event(ref to, TypedWords.Topic, line);
                to.Field(line.Text);
                break;

            default:
                WritePersonal(ref to, line);
                break;
        }

        to.Add((byte)'\n');
        return to.Length;
    }

    /// <summary>[past] WORD ID TIME ROOM NAME: the beginning of every event of the log.</summary>
    private static void Event(ref LineBuilder to, ReadOnlySpan<byte> word, in ServerLine line)
    {
        if (line.IsPast)
        {
            to.Add(TypedWords.Past);
            to.Add((byte)' ');
        }

        to.Add(word);
        to.Field(line.Id);
        to.Field(line.Time);
        to.Field(line.Room);
        to.Field(line.Name);
    }

    private static void WritePersonal(ref LineBuilder to, in ServerLine line)
    {
        switch (line.Kind)
        {
            // watching ROOM LAST-ID TIME NEXT-ID
            case ServerLineKind.Watching:
                to.Add(TypedWords.Watching);
                to.Field(line.Room);
                to.Field(line.Id);
                to.Field(line.Time);
                to.Field(line.Number);
                break;

            // unwatched ROOM
            case ServerLineKind.Unwatched:
                to.Add(TypedWords.Unwatched);
                to.Field(line.Room);
                break;

            // log ROOM IDENTITY
            case ServerLineKind.Log:
                to.Add(TypedWords.Log);
                to.Field(line.Room);
                to.Field(line.Code);
                break;

            // session NUMBER, retry MILLISECONDS
            case ServerLineKind.Session or ServerLineKind.Retry:
                to.Add(line.Kind == ServerLineKind.Session ? TypedWords.Session : TypedWords.Retry);
                to.Field(line.Number);
                break;

            // subject ROOM TIME NAME TEXT
            case ServerLineKind.Subject:
                to.Add(TypedWords.Subject);
                to.Field(line.Room);
                to.Field(line.Time);
                to.Field(line.Name);
                to.Field(line.Text);
                break;

            // present ROOM NAME person|bot SINCE
            case ServerLineKind.Present:
                to.Add(TypedWords.Present);
                to.Field(line.Room);
                to.Field(line.Name);
                to.Field(line.IsBot ? TypedWords.Bot : TypedWords.Person);
                to.Field(line.Time);
                break;

            // total ROOM NUMBER, history ROOM NUMBER
            case ServerLineKind.Total or ServerLineKind.History:
                to.Add(line.Kind == ServerLineKind.Total ? TypedWords.Total : TypedWords.History);
                to.Field(line.Room);
                to.Field(line.Number);
                break;

            // usage NAME TEXT
            case ServerLineKind.Usage:
                to.Add(TypedWords.Usage);
                to.Field(line.Name);
                to.Field(line.Text);
                break;

            // room ROOM MEMBERS TEXT
            case ServerLineKind.Room:
                to.Add(TypedWords.Room);
                to.Field(line.Room);
                to.Field(line.Number);
                to.Field(line.Text);
                break;

            // node NODE PHASE RUN MEMBERS ADDRESS
            case ServerLineKind.Node:
                to.Add(TypedWords.Node);
                to.Field(line.Name);
                to.Field(line.Code);
                to.Field(line.Id);
                to.Field(line.Number);
                to.Field(line.Text);
                break;

            // cluster NODE connected|cut-off APPLIED END
            case ServerLineKind.Cluster:
                to.Add(TypedWords.Cluster);
                to.Field(line.Name);
                to.Field(line.Code);
                to.Field(line.Number);
                to.Field(line.Id);
                break;

            // commands NUMBER, rooms NUMBER
            case ServerLineKind.Commands or ServerLineKind.Rooms:
                to.Add(line.Kind == ServerLineKind.Commands ? TypedWords.Commands : TypedWords.Rooms);
                to.Field(line.Number);
                break;

            // private TIME ROOM FROM TO TEXT
            case ServerLineKind.Private:
                to.Add(TypedWords.Private);
                to.Field(line.Time);
                to.Field(line.Room);
                to.Field(line.Name);
                to.Field(line.Other);
                to.Field(line.Text);
                break;

            // notice TIME TEXT
            case ServerLineKind.Notice:
                to.Add(TypedWords.Notice);
                to.Field(line.Time);
                to.Field(line.Text);
                break;

            // gap FIRST-ID COUNT ROOM
            case ServerLineKind.Gap:
                to.Add(TypedWords.Gap);
                to.Field(line.Id);
                to.Field(line.Number);
                to.Field(line.Room);
                break;

            // ack NUMBER ID
            case ServerLineKind.Ack:
                to.Add(TypedWords.Ack);
                to.Field(line.Number);
                to.Field(line.Id);
                break;

            // error CODE NUMBER TEXT
            case ServerLineKind.Error:
                to.Add(TypedWords.Error);
                to.Field(line.Code);
                to.Field(line.Number);
                to.Field(line.Text);
                break;

            // refused CODE FIRST LAST TEXT
            case ServerLineKind.Refused:
                to.Add(TypedWords.Refused);
                to.Field(line.Code);
                to.Field(line.Id);
                to.Field(line.Number);
                to.Field(line.Text);
                break;

            // bye CODE TEXT
            case ServerLineKind.Bye:
                to.Add(TypedWords.Bye);
                to.Field(line.Code);
                to.Field(line.Text);
                break;

            // servers ADDRESS...
            case ServerLineKind.Servers:
                to.Add(TypedWords.Servers);
                to.Field(line.Text);
                break;

            // ping TEXT, pong TEXT
            case ServerLineKind.Ping or ServerLineKind.Pong:
                to.Add(line.Kind == ServerLineKind.Ping ? TypedWords.Ping : TypedWords.Pong);
                to.Field(line.Text);
                break;

            default:
                throw new ArgumentException($"a server does not send {line.Kind}", nameof(line));
        }
    }
}
