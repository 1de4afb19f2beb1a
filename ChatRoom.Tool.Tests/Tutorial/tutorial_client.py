"""A stand-in for the tutorial's client: python3 tutorial_client.py NAME HOST PORT

Answers NAME with its name, prints every other receive as ASCII, and dies on any other byte.
Each line of its input goes out as "NAME: line", with no line end.
"""
import socket
import sys
import threading

name, host, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
connection = socket.create_connection((host, port))


def receive():
    while True:
        chunk = connection.recv(1024)
        if not chunk:
            print("(the server closed the connection)", flush=True)
            return
        text = chunk.decode("ascii")
        if text == "NAME":
            connection.send(name.encode("ascii"))
        else:
            print(text, flush=True)


def send():
    for line in sys.stdin:
        connection.send(f"{name}: {line.rstrip(chr(10))}".encode("ascii"))


threading.Thread(target=send, daemon=True).start()
receive()
